// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.ObjectStore;
import dev.probity.auditsink.io.Refill;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.LedgerAccess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a restored database up to what was exported since. */
@Command(
    name = "refill",
    description =
        "After the database was restored from an older copy: writes the entries it lacks from an"
            + " export, byte for byte, if the tree that results is the one that was signed. Then"
            + " verifies the whole ledger. Start the sink again afterwards.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or the export does not continue this database; nothing was written",
      Exit.USAGE_LINE,
      "6:refilled, but the ledger does not verify"
    })
final class AuditRefillCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--tiles",
      paramLabel = "STORE",
      description =
          "Where audit export --tiles or the archive wrote the whole log: a folder or"
              + " s3://bucket/prefix.",
      converter = StoreConverter.class,
      required = true)
  private ObjectStore tiles = ObjectStore.at("tiles");

  @Option(
      names = "--archive",
      paramLabel = "STORE",
      description = "Where its --archive or the archive wrote the records, likewise.",
      converter = StoreConverter.class,
      required = true)
  private ObjectStore archive = ObjectStore.at("archive");

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      Policy policy = ledger.policy();
      return switch (Refill.run(ledger.writer(), policy, tiles, archive)) {
        case Refill.Result.Refused refused -> {
          common.err().println("Nothing was written: " + refused.reason());
          yield Exit.SOFTWARE;
        }
        case Refill.Result.Refilled refilled -> {
          VerifyReport report =
              new AuditVerify(ledger.reader(), policy, LedgerAccess.names()).run(List.of());
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("from", refilled.from());
          fields.put("size", refilled.size());
          fields.put("verified", report.lastLine());
          new Printer(common).object("probity.audit.refill.v1", fields);
          yield report.faults() == 0 ? Exit.DONE : Exit.LEDGER_INVALID;
        }
      };
    }
  }
}
