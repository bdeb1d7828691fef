// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.export.ExportFilter;
import dev.probity.auditsink.io.BodyArchive;
import dev.probity.auditsink.io.FilteredExport;
import dev.probity.auditsink.io.ObjectStore;
import dev.probity.auditsink.io.TileExport;
import dev.probity.auditsink.tree.Hash;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hands the ledger out. */
@Command(
    name = "export",
    description =
        "With --tiles, writes the ledger's entries and tree, without any personal data, as the"
            + " files of C2SP tlog-tiles: for a web server, or for anybody's verifier. Written"
            + " again to the same folder, only what is new is added. With --out, writes the entries"
            + " of a filter with their proofs and a signed manifest; the ledger records who took"
            + " out what.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      "8:nothing is signed or projected yet, so nothing was written"
    })
final class AuditExportCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Mixin private Acting acting = new Acting();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /** The whole log, or a part of it. */
  static final class What {
    @ArgGroup(exclusive = false)
    private @Nullable Whole whole;

    @ArgGroup(exclusive = false)
    private @Nullable Part part;
  }

  /** The whole log. */
  static final class Whole {
    @Option(
        names = "--tiles",
        paramLabel = "STORE",
        description =
            "The whole log: where to write its tiles, a folder or s3://bucket/prefix (with the"
                + " AWS_ variables in the environment).",
        converter = StoreConverter.class,
        required = true)
    private ObjectStore tiles = ObjectStore.at("tiles");

    @Option(
        names = "--archive",
        paramLabel = "STORE",
        converter = StoreConverter.class,
        description =
            "Where to write the records too, as they are stored, which audit refill needs after a"
                + " restore; the role dpo may do this.")
    private @Nullable ObjectStore archive;
  }

  /** A part of the log. */
  static final class Part {
    @Option(
        names = "--out",
        paramLabel = "PATH",
        description = "A part: a file that ends in .zip, or a folder that is not there yet.",
        required = true)
    private Path out = Path.of("export.zip");

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Appended from, as 2026-01-31T00:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Appended before.")
    private @Nullable Instant until;

    @Option(names = "--topic", paramLabel = "NAME", description = "Full name of the topic.")
    private @Nullable String topic;

    @Option(
        names = "--event",
        paramLabel = "TYPE",
        description = "Type of the event, such as prediction.scored.")
    private @Nullable String event;

    @Option(names = "--decision", paramLabel = "ID", description = "Id of a prediction.")
    private @Nullable String decision;

    @Option(names = "--candidate", paramLabel = "ID", description = "Pseudonym of a candidate.")
    private @Nullable String candidate;

    @Option(names = "--model", paramLabel = "DIGEST", description = "Digest of a release.")
    private @Nullable String model;

    @Option(
        names = "--bodies",
        description = "The records too, which are personal data; the role dpo may do this.")
    private boolean bodies;

    ExportFilter filter() {
      EventType type = event == null ? null : EventType.named(event);
      if (type == EventType.UNIDENTIFIED && !type.code().equals(event)) {
        throw new IllegalArgumentException("--event " + event + " is no type of event");
      }
      return new ExportFilter(
          millis(since), millis(until), topic, type, hash(decision), candidate, hash(model));
    }

    private static @Nullable Instant millis(@Nullable Instant time) {
      return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Hash hash(@Nullable String hex) {
      if (hex != null && !hex.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "--decision and --model are 64 hexadecimal digits, found " + hex.length() + " signs");
      }
      return hex == null ? null : Hash.ofHex(hex);
    }
  }

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    return what.whole == null ? part(Objects.requireNonNull(what.part)) : whole(what.whole);
  }

  private int part(Part part) throws IOException {
    ExportFilter filter;
    try {
      filter = part.filter();
    } catch (IllegalArgumentException unusable) {
      common.err().println(unusable.getMessage());
      return Exit.USAGE;
    }
    Principal who =
        part.bodies ? acting.principal(common, "dpo") : acting.principal(common, "auditor", "dpo");
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      return told(
          part.out,
          FilteredExport.write(
              ledger.reader(),
              ledger.signer(),
              part.bodies ? ledger.vault() : null,
              new FilteredExport.Request(filter, part.bodies, who.subject()),
              part.out));
    }
  }

  private int told(Path out, FilteredExport.Result result) {
    return switch (result) {
      case FilteredExport.Result.Written written -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", out.toString());
        fields.put("entries", written.manifest().entries());
        fields.put("size", written.manifest().size());
        fields.put("files", written.manifest().files().size());
        fields.put("manifest", written.manifest().digest());
        new Printer(common).object("probity.audit.export.v1", fields);
        yield Exit.DONE;
      }
      case FilteredExport.Result.NotSignedYet none -> unsigned();
      case FilteredExport.Result.ProjectionBehind behind -> {
        common
            .err()
            .println(
                "Of %d signed entries %d are projected, so a candidate's are not all known"
                    .formatted(behind.size(), behind.projected()));
        common.err().println("Maybe start the folder with: probity up, and wait for the projector");
        yield Exit.INCOMPLETE;
      }
      case FilteredExport.Result.TooMany many -> {
        common
            .err()
            .println(
                "More than %,d entries pass the filter".formatted(FilteredExport.MOST_ENTRIES));
        common.err().println("Maybe narrow --since and --until, or take the whole log: --tiles");
        yield Exit.USAGE;
      }
    };
  }

  private int unsigned() {
    common.err().println("No head of this ledger is signed yet. Maybe take a record in first");
    return Exit.INCOMPLETE;
  }

  private int whole(Whole whole) throws IOException {
    ObjectStore archive = whole.archive;
    String who = archive == null ? "" : acting.principal(common, "dpo").subject();
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      TileExport.Summary summary = TileExport.write(ledger.reader(), whole.tiles);
      if (summary.size() == 0) {
        return unsigned();
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("size", summary.size());
      fields.put("files", summary.files());
      if (archive != null) {
        fields.put("archived", BodyArchive.write(ledger.reader(), archive, summary.size(), who));
      }
      fields.put("key", ledger.key().toString());
      new Printer(common).object("probity.audit.export.v1", fields);
      return Exit.DONE;
    }
  }
}
