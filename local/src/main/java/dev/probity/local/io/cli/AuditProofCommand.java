// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerProofs;
import dev.probity.local.io.LedgerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves one decision to somebody else. */
@Command(
    name = "proof",
    description =
        "Writes everything about one decision into one file: the records, the explanation, proofs"
            + " that the ledger holds them, and a letter in plain words. Anybody can check it"
            + " offline, with our programs or without.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or the ledger knows no such decision",
      Exit.USAGE_LINE,
      "8:the decision is not under a signed head yet"
    })
final class AuditProofCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "ID",
      description = "Id of a prediction, or of a candidate with one decision.")
  private String id = "";

  @Option(names = "--out", paramLabel = "FILE", description = "Where to write.", required = true)
  private Path out = Path.of("proof.zip");

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try (LedgerAccess access = LedgerAccess.open(common.data());
        LedgerProofs ledger =
            LedgerProofs.connect(access.reader(), LedgerAccess.names(), access.vault())) {
      List<String> ids = id.matches("[0-9a-f]{64}") ? List.of(id) : ledger.decisionsOf(id);
      if (ids.size() > 1) {
        common.err().println("There are several decisions about this candidate; choose one:");
        ids.forEach(common.err()::println);
        return Exit.USAGE;
      }
      String policy = LedgerAccess.policyText(access.key());
      return ids.isEmpty()
          ? unknown()
          : written(ids.getFirst(), ledger.bundle(ids.getFirst(), policy));
    }
  }

  private int written(String decisionId, LedgerProofs.Result result) throws IOException {
    return switch (result) {
      case LedgerProofs.Result.Made made -> {
        Files.write(out, made.bundle().toArray());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("decision", decisionId);
        fields.put("file", out.toString());
        fields.put("entries", made.entries());
        fields.put("size", made.size());
        new Printer(common).object("probity.audit.proof-written.v1", fields);
        yield Exit.DONE;
      }
      case LedgerProofs.Result.Unknown none -> unknown();
      case LedgerProofs.Result.NotSignedYet early -> {
        common.err().println("The decision is recorded, but no signed head covers it yet");
        common.err().println("Maybe try again: a head is signed every few seconds while it runs");
        yield Exit.INCOMPLETE;
      }
    };
  }

  private int unknown() {
    common.err().println("The ledger knows no decision of this id");
    common.err().println("Maybe the record is not in yet; the data folder is " + common.data());
    return Exit.SOFTWARE;
  }
}
