// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerEntries;
import dev.probity.auditsink.io.LedgerProofs;
import dev.probity.local.io.LedgerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves one decision to somebody else. */
@Command(
    name = "proof",
    description =
        "Writes everything about one decision into one file: the records, the explanation, proofs"
            + " that the ledger holds them, and a letter in plain words. Or, with --idx, one entry"
            + " and its proof; or, with --from and --to, that a later signed head extends an"
            + " earlier one. Anybody can check it offline, with our programs or without.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or the ledger knows no such decision, entry or head",
      Exit.USAGE_LINE,
      "8:the decision or entry is not under a signed head yet"
    })
final class AuditProofCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /** What is to be proved. */
  static final class What {
    @Parameters(
        paramLabel = "ID",
        description = "Id of a prediction, or of a candidate with one decision.")
    private @Nullable String id;

    @Option(names = "--idx", paramLabel = "N", description = "One entry, by its position.")
    private @Nullable Long idx;

    @ArgGroup(exclusive = false)
    private @Nullable Heads heads;
  }

  /** Two signed heads. */
  static final class Heads {
    @Option(
        names = "--from",
        paramLabel = "SIZE",
        description = "Size of the earlier signed head.",
        required = true)
    private long from;

    @Option(
        names = "--to",
        paramLabel = "SIZE",
        description = "Size of the later signed head.",
        required = true)
    private long to;
  }

  @Option(names = "--out", paramLabel = "FILE", description = "Where to write.", required = true)
  private Path out = Path.of("proof.zip");

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try (LedgerAccess access = LedgerAccess.open(common.data())) {
      return what.id == null ? entryOrHeads(access) : decision(access, what.id);
    }
  }

  private int entryOrHeads(LedgerAccess access) throws IOException {
    try (LedgerEntries ledger = LedgerEntries.connect(access.reader())) {
      Long idx = what.idx;
      Heads heads = what.heads;
      if (idx != null) {
        return written("entry", idx, ledger.inclusion(idx));
      }
      if (heads == null || heads.from > heads.to) {
        common.err().println("Expected --from no larger than --to");
        return Exit.USAGE;
      }
      return written("from", heads.from, ledger.consistency(heads.from, heads.to));
    }
  }

  private int written(String name, long value, LedgerEntries.Result result) throws IOException {
    return switch (result) {
      case LedgerEntries.Result.Made made -> {
        Files.write(out, made.file().toArray());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(name, value);
        fields.put("file", out.toString());
        fields.put("size", made.size());
        new Printer(common).object("probity.audit.proof-written.v1", fields);
        yield Exit.DONE;
      }
      case LedgerEntries.Result.Unknown none -> {
        common.err().println("The ledger holds no entry " + value);
        yield Exit.SOFTWARE;
      }
      case LedgerEntries.Result.NotSignedYet early -> early("entry");
      case LedgerEntries.Result.NoSuchHead other -> {
        common.err().println("No head of size " + other.size() + " was signed");
        common
            .err()
            .println(
                "Maybe one of the signed sizes around it: "
                    + other.below()
                    + ", "
                    + other.above()
                    + " (0 stands for none)");
        yield Exit.SOFTWARE;
      }
    };
  }

  private int decision(LedgerAccess access, String id) throws IOException {
    try (LedgerProofs ledger =
        LedgerProofs.connect(access.reader(), LedgerAccess.names(), access.vault())) {
      List<String> ids = id.matches("[0-9a-f]{64}") ? List.of(id) : ledger.decisionsOf(id);
      if (ids.size() > 1) {
        common.err().println("There are several decisions about this candidate; choose one:");
        ids.forEach(common.err()::println);
        return Exit.USAGE;
      }
      String policy = access.policyText();
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
      case LedgerProofs.Result.NotSignedYet early -> early("decision");
    };
  }

  private int early(String what) {
    common.err().println("The " + what + " is recorded, but no signed head covers it yet");
    common.err().println("Maybe try again: a head is signed every few seconds while it runs");
    return Exit.INCOMPLETE;
  }

  private int unknown() {
    common.err().println("The ledger knows no decision of this id");
    common.err().println("Maybe the record is not in yet; the data folder is " + common.data());
    return Exit.SOFTWARE;
  }
}
