// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.codec.Json;
import dev.probity.trainer.report.RunPage;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the folders of the runs say, for whoever only reads. */
public final class RecordedRuns {
  private static final String RUN = "run.json";

  private RecordedRuns() {}

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
   * The page of a run; null when there is no run of this id.
   *
   * @throws IOException when it cannot be read
   */
  public static byte @Nullable [] page(Path runs, String id) throws IOException {
    RunRecord run = find(runs, id);
    if (run == null) {
      return null;
    }
    Path report = runs.resolve(id).resolve("report.json");
    return RunPage.write(
        run, Files.exists(report) ? Json.parseObject(Files.readAllBytes(report)) : null);
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

  /**
   * The newest run of a request that ended early, or whose process died; null when there is none.
   *
   * @throws IOException when the runs cannot be read
   */
  static @Nullable String unfinished(Path runs, String request) throws IOException {
    String newest = null;
    for (RunRecord run : all(runs)) {
      if (run.request().equals(request)) {
        newest = run.state() == RunState.FINISHED ? null : run.id();
      }
    }
    return newest;
  }
}
