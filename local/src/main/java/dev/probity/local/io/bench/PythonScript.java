// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A script of ours that measures a peer in Python and answers with one JSON object. */
final class PythonScript {
  private static final long PATIENCE_MINUTES = 10;

  private final String python;
  private final String resource;

  /**
   * A script.
   *
   * @param python the program that runs it
   * @param resource its name below {@code /bench}
   */
  PythonScript(String python, String resource) {
    this.python = python;
    this.resource = resource;
  }

  /** What came of running it. */
  sealed interface Outcome {}

  /**
   * The peer is absent or too old, or failed.
   *
   * @param why in words
   */
  record Declined(String why) implements Outcome {}

  /**
   * It was measured.
   *
   * @param json what it says
   */
  record Answered(JsonNode json) implements Outcome {}

  /** Runs it in a folder, where it and its answer are written too. */
  Outcome run(Path folder, List<String> arguments) throws IOException, InterruptedException {
    Path script = folder.resolve(resource);
    try (InputStream in =
        Objects.requireNonNull(PythonScript.class.getResourceAsStream("/bench/" + resource))) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>(List.of(python, script.toString()));
    command.addAll(arguments);
    Path answer = folder.resolve("answer");
    Path errors = folder.resolve("errors");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(answer.toFile())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException absent) {
      return new Declined("no program " + python + " starts. Maybe name one with --python");
    }
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return new Declined(python + " did not answer within " + PATIENCE_MINUTES + " minutes");
    }
    JsonNode tree = new ObjectMapper().readTree(Files.readString(answer, UTF_8));
    if (process.exitValue() != 0 || tree.isMissingNode()) {
      String last = Files.readString(errors, UTF_8).strip().lines().reduce("", (a, b) -> b);
      return new Declined(python + " ended with " + process.exitValue() + ": " + last);
    }
    return tree.has("skipped") ? new Declined(tree.get("skipped").asText()) : new Answered(tree);
  }
}
