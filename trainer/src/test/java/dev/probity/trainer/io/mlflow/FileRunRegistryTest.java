// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.codec.Json;
import dev.probity.trainer.mlflow.FileLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRunRegistryTest extends RunRegistryKit {
  @TempDir private Path folder;

  @Override
  RunRegistry registry() {
    return new FileRunRegistry(folder);
  }

  @Override
  Seen seen(RunRegistry.Entry entry) throws IOException {
    Path run = experiment().resolve(entry.runId());
    Map<String, Double> metrics = new TreeMap<>();
    texts(run.resolve("metrics"))
        .forEach((name, line) -> metrics.put(name, Double.valueOf(line.split(" ")[1])));
    Path input = only(run.resolve("inputs"));
    Path dataset = experiment().resolve("datasets").resolve(meta(input).text("source_id"));
    Path version = model().resolve("version-" + entry.version());
    return new Seen(
        meta(run).whole("status") == 3 ? "FINISHED" : "?",
        texts(run.resolve("params")),
        metrics,
        texts(run.resolve("tags")),
        meta(dataset).text("name"),
        Files.readString(run.resolve("artifacts/fairness/groups.json")),
        texts(version.resolve("tags")),
        meta(version).text("run_id"));
  }

  @Override
  @Nullable Integer aliased(String alias) throws IOException {
    Path file = model().resolve("aliases").resolve(alias);
    return Files.exists(file) ? Integer.valueOf(Files.readString(file)) : null;
  }

  @Override
  int versions() throws IOException {
    return names(model(), "version-").size();
  }

  @Override
  Map<String, String> trials(String parent) throws IOException {
    Map<String, String> trials = new TreeMap<>();
    for (String name : names(experiment(), "")) {
      Path run = experiment().resolve(name);
      Path tag = run.resolve("tags/mlflow.parentRunId");
      if (Files.exists(tag) && Files.readString(tag).equals(parent)) {
        assertEquals(3, meta(run).whole("status"));
        StringBuilder losses = new StringBuilder();
        for (String line : Files.readAllLines(run.resolve("metrics/search_log_loss"))) {
          losses.append(' ').append(line.split(" ")[2]).append(':').append(line.split(" ")[1]);
        }
        String rung = Files.readString(run.resolve("metrics/search_rung")).split(" ")[1];
        trials.put(
            meta(run).text("run_name"),
            "eta %s search_rung %s losses%s"
                .formatted(Files.readString(run.resolve("params/eta")), rung, losses));
      }
    }
    return trials;
  }

  @Override
  int runs() throws IOException {
    return names(experiment(), "").stream().filter(name -> name.length() == 32).toList().size();
  }

  @Test
  void nothingIsLeftAsideAndMlflowSeesOnlyItsOwn() throws Exception {
    // When
    registry().register(run("a", "1", "v1"));
    registry().alias(MODEL, "champion", "1".repeat(64));
    // Then
    assertEquals(List.of(), names(folder.resolve("drafts"), ""));
    assertEquals(
        List.of(FileLayout.experimentId("probity-kit-experiment"), "models"),
        names(folder.resolve("mlruns"), ""));
  }

  @Test
  void folderThatCannotBeWrittenIsAnOutageAndLeavesNoVersion() throws Exception {
    // Given
    Files.writeString(folder.resolve("mlruns"), "a file where the folder belongs");
    // When
    String said =
        assertThrows(RegistryOutageException.class, () -> registry().register(run("a", "1", "v1")))
            .getMessage();
    // Then
    assertTrue(said.contains(folder.resolve("mlruns").toString()), said);
    assertFalse(Files.isDirectory(folder.resolve("mlruns")));
  }

  private Path experiment() {
    return folder.resolve("mlruns").resolve(FileLayout.experimentId("probity-kit-experiment"));
  }

  private Path model() {
    return folder.resolve("mlruns").resolve("models").resolve(MODEL);
  }

  private static Json.ObjectValue meta(Path folder) throws IOException {
    return Json.parseObject(Files.readAllBytes(folder.resolve("meta.yaml")));
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (String name : names(folder, "")) {
      texts.put(name, Files.readString(folder.resolve(name)));
    }
    return texts;
  }

  private static Path only(Path folder) throws IOException {
    List<String> names = names(folder, "");
    assertEquals(1, names.size(), names.toString());
    return folder.resolve(names.getFirst());
  }

  private static List<String> names(Path folder, String beginning) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(beginning))
          .sorted()
          .toList();
    }
  }
}
