// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.ingest.CodeMapping;
import dev.probity.ingest.io.CodeMappings;
import dev.probity.ingest.io.FileIngest;
import dev.probity.ingest.io.FileReport;
import dev.probity.ingest.io.FileRequest;
import dev.probity.ingest.io.IngestListener;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a file of candidates or outcomes in, or pulls candidates from another system. */
@Command(
    name = "ingest",
    description =
        "Takes a file in: CSV or Parquet whose columns have the profile's names, or JSON Lines of"
            + " candidates or outcomes; CSV and JSON Lines also gzipped. Or pulls candidates page"
            + " by page from a host in probity.pull.hosts, and goes on where it was interrupted."
            + " A file that was interrupted is taken in again by the same command: each row is"
            + " decided once, and refused once.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      Exit.REJECTED_LINE,
      Exit.INTERRUPTED_LINE
    })
final class IngestCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();

  @Mixin private Pulling pulling = new Pulling();

  @Parameters(
      paramLabel = "FILE|URL",
      description = "The file, or the address of the first page of candidates as JSON.")
  private String source = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Name or file of the profile (default: ${DEFAULT-VALUE}).",
      defaultValue = "acs-salary")
  private String profile = "acs-salary";

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description = "decision, or history for training only (default: ${DEFAULT-VALUE}).",
      defaultValue = "decision")
  private String purpose = "decision";

  @Option(
      names = "--id",
      split = ",",
      paramLabel = "COL",
      description = "Columns that make the candidate's id, joined by - (default: id).")
  private List<String> idColumns = List.of("id");

  @Option(
      names = "--group",
      paramLabel = "COL",
      description = "Column whose equal values belong together, such as a household.")
  private @Nullable String groupColumn;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "For CSV or Parquet of a system with its own columns and codes: the file that maps"
              + " them.")
  private @Nullable Path mapping;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Where refused rows are listed (default: beside the file).")
  private @Nullable Path rejects;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    boolean remote = source.matches("https?://.*");
    if (!remote && !Files.isReadable(Path.of(source))) {
      throw wrong("There is no file " + source + " that can be read");
    }
    if (remote && (mapping != null || asked() == Purpose.HISTORY)) {
      throw wrong("What is pulled is JSON of candidates to decide on; no --mapping, no history");
    }
    KafkaSettings kafka = brokers.settings(common, "ingest");
    Counting counting = new Counting(common.progress());
    FileReport report;
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.bulkProducer("file"))) {
      report =
          remote
              ? pulling.run(
                  source, ProfileFiles.load(profile), rejects, common, producer, kafka, counting)
              : new FileIngest(producer, kafka.names(), InstantSource.system(), counting)
                  .run(request(), common.data().resolve("files"));
    }
    print(report, counting);
    return report.rejected() == 0 ? Exit.DONE : Exit.REJECTED;
  }

  private FileRequest request() {
    Profile known = ProfileFiles.load(profile);
    Path file = Path.of(source);
    return new FileRequest(
        file,
        known,
        asked(),
        idColumns,
        groupColumn,
        rejects == null ? FileIngest.rejectsBeside(file, null) : rejects,
        codes(known));
  }

  private CodeMapping codes(Profile known) {
    if (mapping == null) {
      return CodeMapping.NONE;
    }
    if (!source.matches(".*\\.(csv(\\.gz)?|parquet)")) {
      throw wrong(
          "--mapping is for CSV and Parquet; JSON Lines hold candidates in the profile's own"
              + " names");
    }
    return CodeMappings.load(mapping, known);
  }

  private Purpose asked() {
    return switch (purpose.toLowerCase(Locale.ROOT)) {
      case "decision" -> Purpose.DECISION;
      case "history" -> Purpose.HISTORY;
      default -> throw wrong("Purpose " + purpose + " is neither decision nor history");
    };
  }

  private ParameterException wrong(String what) {
    if (spec == null) {
      throw new IllegalArgumentException(what);
    }
    return new ParameterException(spec.commandLine(), what);
  }

  private void print(FileReport report, Counting counting) {
    if (!report.ignored().isEmpty()) {
      common.progress().line("columns nobody read: " + String.join(", ", report.ignored()));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("read", report.read());
    fields.put("accepted", report.accepted());
    fields.put("outcomes", report.outcomes());
    fields.put("rejected", report.rejected());
    new Printer(common).object("probity.ingest.v1", fields);
    counting.end(report);
  }

  /** Shows how far the file is in. */
  private static final class Counting implements IngestListener {
    private final Progress progress;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    Counting(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void accepted(String door) {
      accepted.incrementAndGet();
      show();
    }

    @Override
    public void refused(String door, Stage stage, ReasonCode code) {
      refused.incrementAndGet();
      show();
    }

    private void show() {
      progress.at(
          "%,d accepted, %,d rejected, %,.0f rows/s"
              .formatted(
                  accepted.get(), refused.get(), progress.rate(accepted.get() + refused.get())));
    }

    void end(FileReport report) {
      progress.end("%,d rows taken in".formatted(report.accepted()));
    }
  }
}
