// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.RetentionDrop;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.Configured;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Drops what is older than its retention. */
@Command(
    name = "drop",
    description =
        "Drops the months of the ledger before a date, once their retention is over by the"
            + " database's clock (probity.audit.retention, 184 days or more), a head over them is"
            + " anchored, their tiles are exported, and nothing in them is held. The hashes stay:"
            + " every signed head can still be proved. Then verifies the whole ledger.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or a condition does not hold, which is named; nothing was dropped",
      Exit.USAGE_LINE,
      "6:dropped, but the ledger does not verify"
    })
final class AuditDropCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Acting acting = new Acting();

  @Option(
      names = "--before",
      paramLabel = "DATE",
      description = "First day of the first month that is kept, as 2026-05-01.",
      required = true)
  private LocalDate before = LocalDate.EPOCH;

  @Option(
      names = "--tiles",
      paramLabel = "DIR",
      description = "Where audit export --tiles wrote the whole log.",
      required = true)
  private Path tiles = Path.of("tiles");

  @Option(names = "--yes", description = "Really; it cannot be undone.")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    if (!yes) {
      common.err().println("Nothing was dropped. Maybe add --yes; it cannot be undone");
      return Exit.USAGE;
    }
    Duration retention = AuditSinkConfig.parse(Configured.with(Map.of())).retention();
    Principal who = acting.principal(common, "dpo");
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      Policy policy = ledger.policy();
      RetentionDrop.Result result =
          RetentionDrop.drop(
              ledger.reader(),
              ledger.retention(),
              policy,
              LedgerAccess.names(),
              new RetentionDrop.Request(before, retention, tiles, who.subject()));
      return switch (result) {
        case RetentionDrop.Result.Refused refused -> {
          common.err().println("Nothing was dropped: " + refused.reason());
          yield Exit.SOFTWARE;
        }
        case RetentionDrop.Result.Dropped dropped -> {
          VerifyReport report =
              new AuditVerify(ledger.reader(), policy, LedgerAccess.names()).run(List.of());
          tell(dropped, report);
          yield report.faults() == 0 ? Exit.DONE : Exit.LEDGER_INVALID;
        }
      };
    }
  }

  private void tell(RetentionDrop.Result.Dropped dropped, VerifyReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dropped", dropped.entries());
    fields.put("firstKept", dropped.size());
    fields.put("root", dropped.root().base64());
    fields.put("verified", report.lastLine());
    new Printer(common).object("probity.audit.drop.v1", fields);
  }
}
