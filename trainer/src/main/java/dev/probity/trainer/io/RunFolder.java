// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelDigest;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.run.Lineage;
import dev.probity.trainer.run.RunMitigation;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import dev.probity.trainer.run.RunTrial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run: {@code run.json} says at any time how far it has come, {@code
 * openlineage.jsonl} tells the same as OpenLineage events. No two runs share one, also when a
 * request is carried out again.
 */
public final class RunFolder {
  private static final System.Logger LOG = System.getLogger(RunFolder.class.getName());
  private static final String RUN = "run.json";
  private static final String EVENTS = "openlineage.jsonl";
  private static final int ATTEMPTS = 10_000;

  private final Path folder;
  private final Lineage lineage;
  private final InstantSource clock;
  private RunRecord run;
  private boolean givenUp;

  private RunFolder(Path folder, RunRecord run, Lineage lineage, InstantSource clock) {
    this.folder = folder;
    this.run = run;
    this.lineage = lineage;
    this.clock = clock;
  }

  /** Begins a run in a folder of its own below {@code runs}. */
  static RunFolder begin(
      Path runs, TrainingRequest request, String model, Lineage lineage, InstantSource clock)
      throws IOException {
    Files.createDirectories(runs);
    Path folder = fresh(runs, request.requestId());
    RunRecord run =
        new RunRecord(
            String.valueOf(folder.getFileName()),
            request.requestId(),
            model,
            request.actor(),
            RunState.RUNNING,
            clock.instant().toString(),
            null,
            null,
            request.offsets(),
            null,
            null,
            List.of(),
            List.of(),
            null);
    RunFolder begun = new RunFolder(folder, run, lineage, clock);
    begun.write();
    begun.event();
    return begun;
  }

  private static Path fresh(Path runs, String request) throws IOException {
    boolean plain = request.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    String name = plain ? request : "run-" + ModelDigest.sha256(bytes).substring(0, 16);
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return Files.createDirectory(runs.resolve(attempt == 1 ? name : name + "." + attempt));
      } catch (FileAlreadyExistsException carriedOutBefore) {
        continue;
      }
    }
    throw new IOException("the request was carried out " + ATTEMPTS + " times already");
  }

  void step(StepReport report) {
    run =
        run.with(
            new RunStep(
                report.step().label(),
                report.count(),
                report.step().unit(),
                report.took().toMillis()));
    keep();
  }

  /** A trial of the search stands somewhere else than before. */
  void trial(RunTrial trial) {
    run = run.with(trial);
    keep();
  }

  /** What reweighing did. */
  void mitigated(RunMitigation mitigation) {
    run = run.with(mitigation);
    keep();
  }

  /** The search's time is over; a run that ends without a release is incomplete, not failed. */
  void givenUp() {
    givenUp = true;
  }

  /** The trials of its search, by number. */
  List<RunTrial> trials() {
    return run.trials();
  }

  private void keep() {
    try {
      write();
    } catch (IOException e) {
      // The next step is written with this one; a run is not lost because its report is late.
      LOG.log(System.Logger.Level.WARNING, "a step of a run is not in its folder yet", e);
    }
  }

  /** The data set is committed. */
  void committed(String commit, Map<String, OffsetRange> offsets) throws IOException {
    run = run.with(commit, offsets);
    write();
  }

  /** The run is over; the reason is null when there is a release. */
  void ended(@Nullable String reason, @Nullable String release) throws IOException {
    RunState without = givenUp ? RunState.INCOMPLETE : RunState.FAILED;
    RunState last = reason == null ? RunState.FINISHED : without;
    run = run.ended(last, clock.instant().toString(), reason, release);
    write();
    event();
  }

  private void write() throws IOException {
    Path draft = folder.resolve(RUN + ".draft");
    Files.write(draft, run.toBytes());
    Files.move(
        draft,
        folder.resolve(RUN),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void event() throws IOException {
    Files.write(
        folder.resolve(EVENTS),
        lineage.event(run, clock.instant().toString()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * A run by its id; null when there is none of it here.
   *
   * @throws IOException when it cannot be read
   */
  public static @Nullable RunRecord find(Path runs, String id) throws IOException {
    Path file = runs.resolve(id).resolve(RUN).normalize();
    boolean inside = file.startsWith(runs.normalize());
    return inside && Files.exists(file) ? RunRecord.parse(Files.readAllBytes(file)) : null;
  }

  /**
   * The runs below a folder, oldest first; none when there is no such folder.
   *
   * @throws IOException when one cannot be read
   */
  public static List<RunRecord> all(Path runs) throws IOException {
    List<RunRecord> found = new ArrayList<>();
    if (Files.isDirectory(runs)) {
      try (Stream<Path> folders = Files.list(runs)) {
        for (Path folder : folders.toList()) {
          if (Files.exists(folder.resolve(RUN))) {
            found.add(RunRecord.parse(Files.readAllBytes(folder.resolve(RUN))));
          }
        }
      }
    }
    found.sort(Comparator.comparing(RunRecord::startedAt).thenComparing(RunRecord::id));
    return found;
  }
}
