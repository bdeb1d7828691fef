// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerProofs;
import dev.probity.local.io.LedgerAccess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws decisions for an auditor. */
@Command(
    name = "sample",
    description =
        "Draws decisions at random from those under a signed head, without what a challenger only"
            + " said in the shadow. The auditor names the seed, so that nobody else chooses what is"
            + " looked at; the draw can be repeated by hand. The same seed draws the same of the"
            + " same head, until a person is erased or a retention ends: what a challenger said"
            + " about them then counts as a decision, and the number of decisions grows.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      "8:nothing is signed and in the query tables yet, so nothing was drawn"
    })
final class AuditSampleCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(names = "--n", paramLabel = "N", description = "How many decisions.", required = true)
  private int wanted;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "The auditor's number.",
      required = true)
  private long seed;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try (LedgerAccess access = LedgerAccess.open(common.data());
        LedgerProofs ledger = LedgerProofs.connect(access.reader(), LedgerAccess.names())) {
      LedgerProofs.Sample sample = ledger.sample(wanted, seed);
      if (sample.size() == 0) {
        common
            .err()
            .println(
                "No head of this ledger is signed and projected yet. Maybe wait, or take a record"
                    + " in");
        return Exit.INCOMPLETE;
      }
      print(sample);
      return Exit.DONE;
    }
  }

  private void print(LedgerProofs.Sample sample) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seed", seed);
    fields.put("size", sample.size());
    fields.put("root", sample.root());
    fields.put("decisions", sample.decisions());
    if (common.json()) {
      List<Map<String, Object>> drawn =
          sample.drawn().entrySet().stream()
              .map(each -> Map.<String, Object>of("idx", each.getKey(), "id", each.getValue()))
              .toList();
      fields.put("drawn", drawn);
      new Printer(common).object("probity.audit.sample.v1", fields);
    } else {
      new Printer(common).object("probity.audit.sample.v1", fields);
      sample.drawn().forEach((idx, id) -> common.out().println(id + "  entry " + idx));
      common.out().flush();
    }
  }
}
