// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.openlineage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event, as the folder of its run keeps it.
 *
 * @param event its type, such as {@code START}
 * @param taken whether the server took it
 * @param attempts how often it was told, 0 or more
 * @param answer the last HTTP status, or why there was none
 */
public record LineageDelivery(String event, boolean taken, int attempts, String answer) {
  private static final String FILE = "openlineage-told.jsonl";

  /** Adds it to a run's folder. */
  void append(Path folder) throws IOException {
    JsonWriter json = new JsonWriter().beginObject().name("event").value(event);
    json.name("taken").value(taken).name("attempts").value(attempts);
    json.name("answer").value(answer).endObject();
    Files.write(
        folder.resolve(FILE), json.toLine(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * What a run's folder says about its events, in a line for people; null when nobody was told.
   *
   * @throws IOException when it cannot be read
   */
  public static @Nullable String words(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    List<String> lost = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines) {
      Json.ObjectValue one = Json.parseObject(line.getBytes(UTF_8));
      if (!one.bool("taken")) {
        lost.add(one.text("event") + ": " + one.text("answer"));
      }
    }
    String taken = (lines.size() - lost.size()) + " of " + lines.size() + " events taken";
    return lost.isEmpty() ? taken : taken + "; " + String.join("; ", lost);
  }
}
