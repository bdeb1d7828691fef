// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.LedgerAccess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Questions to the ledger. */
@Command(
    name = "audit",
    description = "Checks the ledger.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = AuditCommand.Verify.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class AuditCommand {
  AuditCommand() {}

  /** Reads the whole ledger and recomputes everything. */
  @Command(
      name = "verify",
      description =
          "Reads the whole ledger: every record is there once, in the order of its partition, and"
              + " the tree over the bytes has the heads that were signed.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {
        Exit.DONE_LINE,
        Exit.SOFTWARE_LINE,
        Exit.USAGE_LINE,
        Exit.LEDGER_LINE,
        Exit.INCOMPLETE_LINE
      })
  static final class Verify implements Callable<Integer> {
    @Mixin private Common common = new Common();

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      Progress progress = common.progress();
      progress.begin("the verifier");
      try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
        VerifyReport report =
            new AuditVerify(ledger.reader(), List.of(ledger.key()), ledger.names()).run();
        print(report);
        progress.end("%,d entries read".formatted(report.size()));
        return report.exitCode();
      }
    }

    private void print(VerifyReport report) {
      if (common.json()) {
        new Printer(common).object("probity.audit.verify.v1", fields(report));
        return;
      }
      for (Finding finding : report.findings()) {
        common.out().println(text(finding));
      }
      common.out().println(report.lastLine());
      common.out().flush();
    }

    private static String text(Finding finding) {
      return "%s at entry %d in %s: expected %s, found %s"
          .formatted(
              finding.code(),
              finding.firstIdx(),
              finding.where(),
              finding.expected(),
              finding.found());
    }

    private static Map<String, Object> fields(VerifyReport report) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("exitCode", report.exitCode());
      fields.put("size", report.size());
      fields.put("root", report.root().base64());
      fields.put("checkpoints", report.checkpoints());
      fields.put("anchors", report.anchors());
      fields.put("faults", report.faults());
      fields.put("findings", report.findings().stream().map(Verify::fields).toList());
      fields.put("unchecked", report.unchecked());
      return fields;
    }

    private static Map<String, Object> fields(Finding finding) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("code", finding.code().name());
      fields.put("firstIdx", finding.firstIdx());
      fields.put("lastIdx", finding.lastIdx());
      fields.put("where", finding.where());
      fields.put("expected", finding.expected());
      fields.put("found", finding.found());
      return fields;
    }
  }
}
