// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.TileExport;
import dev.probity.local.io.LedgerAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hands the ledger out. */
@Command(
    name = "export",
    description =
        "Writes the ledger's entries and tree, without any personal data, as the files of C2SP"
            + " tlog-tiles: for a web server, or for anybody's verifier. Written again to the same"
            + " folder, only what is new is added.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      "8:nothing is signed yet, so nothing was written"
    })
final class AuditExportCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(names = "--tiles", paramLabel = "DIR", description = "Where to write.", required = true)
  private Path tiles = Path.of("tiles");

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      TileExport.Summary summary = TileExport.write(ledger.reader(), tiles);
      if (summary.size() == 0) {
        common.err().println("No head of this ledger is signed yet. Maybe take a record in first");
        return Exit.INCOMPLETE;
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("size", summary.size());
      fields.put("files", summary.files());
      fields.put("key", ledger.key().toString());
      new Printer(common).object("probity.audit.export.v1", fields);
      return Exit.DONE;
    }
  }
}
