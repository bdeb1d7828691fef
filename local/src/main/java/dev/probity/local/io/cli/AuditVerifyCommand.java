// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.ArchivedHeads;
import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.ObjectStore;
import dev.probity.auditsink.io.TimestampTrust;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.proof.BundleVerifier;
import dev.probity.auditsink.proof.ProofFile;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.LedgerAccess;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recomputes everything a signed head promises. */
@Command(
    name = "verify",
    description =
        "Reads the whole ledger: every record is there once, in the order of its partition, and"
            + " the tree over the bytes has the heads that were signed. Or checks, offline, what"
            + " was handed out. Says against whom the result holds.",
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
final class AuditVerifyCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @ArgGroup private @Nullable Given given;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Whose signatures to believe (default: the key of the data folder,"
              + " and the witness that is configured).")
  private @Nullable Path policy;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "A signed head that was kept elsewhere, such as by a witness, or an archive (a folder or"
              + " s3://bucket/prefix) whose newest head is taken; the ledger must extend it.")
  private List<String> checkpoints = new ArrayList<>();

  @Option(
      names = "--tsa",
      paramLabel = "FILE",
      description =
          "Certificates in PEM whose time stamps (RFC 3161) to believe; every stamp in the ledger"
              + " is checked.")
  private @Nullable Path tsa;

  /** What to check instead of the ledger of the data folder. */
  static final class Given {
    @Option(
        names = "--tiles",
        paramLabel = "STORE",
        converter = StoreConverter.class,
        description =
            "An exported or archived log, a folder or s3://bucket/prefix, instead of the database.")
    private @Nullable ObjectStore tiles;

    @Option(
        names = "--bundle",
        paramLabel = "FILE",
        description = "A file that audit proof wrote instead of the database.")
    private @Nullable Path bundle;

    @Option(
        names = "--proof",
        paramLabel = "FILE",
        description =
            "A file that audit proof --idx wrote, or audit proof --from --to; the latter is"
                + " compared with the head of --checkpoint.")
    private @Nullable Path proof;

    @Option(
        names = "--export",
        paramLabel = "PATH",
        description = "What audit export --out wrote instead of the database.")
    private @Nullable Path export;
  }

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    Policy believed = believed();
    if (believed == null) {
      common.err().println("Nothing is believed: the data folder " + common.data() + " has no key");
      common.err().println("Maybe name whom you believe with --policy FILE: two lines,");
      common.err().println("  log <the ledger's public key>");
      common.err().println("  quorum none");
      return Exit.INCOMPLETE;
    }
    Progress progress = common.progress();
    progress.begin("the verifier");
    VerifyReport report = report(believed);
    Verdict.print(common, report);
    progress.end("a ledger of %,d entries".formatted(report.size()));
    return report.exitCode();
  }

  private @Nullable Policy believed() throws IOException {
    if (policy != null) {
      return Policy.parse(Files.readAllBytes(policy));
    }
    return LedgerAccess.policyOf(common.data());
  }

  private VerifyReport report(Policy believed) throws IOException {
    if (given != null && given.tiles != null) {
      return AuditVerify.tiles(believed, LedgerAccess.names(), given.tiles);
    }
    if (given != null && given.bundle != null) {
      return BundleVerifier.verify(believed, Files.readAllBytes(given.bundle));
    }
    if (given != null && given.export != null) {
      return AuditVerify.export(believed, given.export);
    }
    if (given != null && given.proof != null) {
      return ProofFile.verify(believed, Files.readAllBytes(given.proof), anchors());
    }
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      return new AuditVerify(ledger.reader(), believed, LedgerAccess.names(), ledger.vault())
          .run(anchors(), tsa == null ? null : TimestampTrust.read(tsa));
    }
  }

  private List<Anchor> anchors() throws IOException {
    List<Anchor> anchors = new ArrayList<>();
    for (String place : checkpoints) {
      anchors.add(anchor(place));
    }
    return anchors;
  }

  private static Anchor anchor(String place) throws IOException {
    if (!place.startsWith("s3://") && !Files.isDirectory(Path.of(place))) {
      return new Anchor(place, Bytes.copyOf(Files.readAllBytes(Path.of(place))));
    }
    Anchor newest = ArchivedHeads.newest(ObjectStore.at(place));
    if (newest == null) {
      throw new IOException(
          place + " has no signed head. Maybe set probity.audit.archive to it and wait");
    }
    return newest;
  }
}
