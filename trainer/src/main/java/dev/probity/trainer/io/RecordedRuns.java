// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.codec.Json;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.report.RunPage;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
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
  private static final System.Logger LOG = System.getLogger(RecordedRuns.class.getName());
  private static final String RUN = "run.json";
  private static final Comparator<RunRecord> OLDEST_FIRST =
      Comparator.comparing(RunRecord::startedAt).thenComparing(RunRecord::id);

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
    for (Path folder : folders(runs)) {
      if (Files.exists(folder.resolve(RUN))) {
        found.add(RunRecord.parse(Files.readAllBytes(folder.resolve(RUN))));
      }
    }
    found.sort(OLDEST_FIRST);
    return found;
  }

  /**
   * The newest run of this very request, whatever came of it; null when there is none. A record
   * that is none is left out and logged: it stops no other run.
   *
   * @throws IOException when the runs cannot be read
   */
  static @Nullable RunRecord newest(Path runs, TrainingRequest request) throws IOException {
    String name = RunFolder.name(request.requestId());
    List<RunRecord> found = new ArrayList<>();
    for (Path folder : folders(runs)) {
      String own = String.valueOf(folder.getFileName());
      RunRecord run =
          own.equals(name) || own.startsWith(name + ".") ? asking(folder, request) : null;
      if (run != null) {
        found.add(run);
      }
    }
    return found.stream().max(OLDEST_FIRST).orElse(null);
  }

  private static List<Path> folders(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.toList();
    }
  }

  private static @Nullable RunRecord asking(Path folder, TrainingRequest request)
      throws IOException {
    if (!Files.exists(folder.resolve(RUN)) || !Files.exists(folder.resolve(RunFolder.ORDER))) {
      return null;
    }
    try {
      RunRecord run = RunRecord.parse(Files.readAllBytes(folder.resolve(RUN)));
      RunOrder order = RunOrder.parse(Files.readAllBytes(folder.resolve(RunFolder.ORDER)));
      return order.asks(request) ? run : null;
    } catch (ModelRefusedException | IllegalArgumentException | ClassCastException none) {
      LOG.log(System.Logger.Level.WARNING, "what is in {0} is no run; it is left out", folder);
      return null;
    }
  }
}
