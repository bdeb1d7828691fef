// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.query.Hop;
import dev.probity.explainer.io.CatalogueFile;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.local.io.TraceStory;
import dev.probity.topics.Roles;
import dev.probity.topics.io.ProfileFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what happened to one candidate. */
@Command(
    name = "trace",
    description =
        "Follows one candidate through every topic, from what the ledger holds. Auditors and"
            + " recruiters may; that they did is recorded.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, the ledger knows no such id, or the token may not do this",
      Exit.USAGE_LINE
    })
final class TraceCommand implements Callable<Integer> {
  private static final int MOST_HOPS = 1_000;

  @Mixin private Common common = new Common();
  @Mixin private Acting acting = new Acting();

  @Parameters(paramLabel = "ID", description = "A candidate's id, or the id of a prediction.")
  private String id = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Name or file of the profile (default: ${DEFAULT-VALUE}).",
      defaultValue = "acs-salary")
  private String profile = "acs-salary";

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    Principal reader = acting.principal(common, Roles.AUDITOR, Roles.RECRUITER);
    try (LedgerAccess access = LedgerAccess.open(common.data());
        LedgerReads ledger =
            LedgerReads.connect(access.reader(), LedgerAccess.names(), access.vault())) {
      String candidate = id.matches("[0-9a-f]{64}") ? ledger.candidateOf(id).orElse(id) : id;
      List<Hop> hops = ledger.trace(candidate, MOST_HOPS);
      if (hops.isEmpty()) {
        common.err().println("The ledger holds nothing about this id");
        common.err().println("Maybe the record is not in yet; the data folder is " + common.data());
        return Exit.SOFTWARE;
      }
      if (!access.recordRead(reader, candidate, "probity trace")) {
        common.progress().line("nothing runs here, so that this read is not on record");
      }
      print(candidate, hops);
    }
    return Exit.DONE;
  }

  private void print(String candidate, List<Hop> hops) {
    if (common.json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("candidateId", candidate);
      fields.put("hops", fields(hops));
      new Printer(common).object("probity.trace.v1", fields);
    } else {
      new TraceStory(ProfileFiles.load(profile), CatalogueFile.shipped())
          .tell(candidate, hops)
          .forEach(common.out()::println);
      common.out().flush();
    }
  }

  private static List<Map<String, Object>> fields(List<Hop> hops) {
    List<Map<String, Object>> all = new ArrayList<>();
    Instant previous = null;
    for (Hop hop : hops) {
      Instant recorded = hop.recordTime();
      Instant time = recorded == null ? hop.appendTime() : recorded;
      Map<String, Object> fields = fields(hop);
      fields.put("millis", previous == null ? 0 : Duration.between(previous, time).toMillis());
      previous = time;
      all.add(fields);
    }
    return all;
  }

  private static Map<String, Object> fields(Hop hop) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("idx", hop.idx());
    fields.put("event", hop.event().code());
    fields.put("topic", hop.position().topic());
    fields.put("partition", hop.position().partition());
    fields.put("offset", hop.position().offset());
    fields.put("recordTime", String.valueOf(hop.recordTime()));
    fields.put("appendTime", hop.appendTime().toString());
    fields.put("predictionId", hop.decisionId());
    fields.put("modelDigest", hop.modelDigest());
    fields.put("signedSize", hop.signedSize());
    return fields;
  }
}
