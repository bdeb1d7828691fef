// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.trainer.gate.ComplianceChecklist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Answers to the compliance checklist, from a file and from options. */
final class Answering {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_BYTES = 65_536;

  @Option(
      names = "--checklist",
      paramLabel = "FILE",
      description =
          "Answers to the compliance checklist: a JSON object, or lines NAME: TEXT; # begins a"
              + " comment. Without answers the command names the questions.")
  private @Nullable Path file;

  @Option(
      names = "--answer",
      paramLabel = "NAME=TEXT",
      description = "One answer; goes before that of the file. No personal data.")
  private Map<String, String> answers = new LinkedHashMap<>();

  /** Whether anything was answered. */
  boolean given() {
    return file != null || !answers.isEmpty();
  }

  /** The answers to all questions; what is missing ends the command as a usage error. */
  List<ReleaseAnswer> complete(Releasing releasing) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    if (file != null) {
      read(file, releasing, all);
    }
    all.putAll(answers);
    return switch (ComplianceChecklist.of(all)) {
      case ComplianceChecklist.Complete(List<ReleaseAnswer> complete) -> complete;
      case ComplianceChecklist.Incomplete(String why) -> throw releasing.usage(why);
    };
  }

  private static void read(Path path, Releasing releasing, Map<String, String> into)
      throws IOException {
    if (!Files.isReadable(path) || Files.size(path) > MOST_BYTES) {
      throw releasing.usage(
          "checklist " + path + " cannot be read, or is larger than " + MOST_BYTES + " bytes");
    }
    String text = Files.readString(path).strip();
    if (text.startsWith("{")) {
      json(path, text, releasing, into);
      return;
    }
    for (String line : text.lines().map(String::strip).toList()) {
      int colon = line.indexOf(':');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (colon < 0) {
        throw releasing.usage("checklist " + path + " has a line without a colon after its name");
      }
      into.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
  }

  private static void json(Path path, String text, Releasing releasing, Map<String, String> into) {
    try {
      for (Map.Entry<String, JsonNode> one : JSON.readTree(text).properties()) {
        into.put(one.getKey(), one.getValue().isTextual() ? one.getValue().textValue() : "");
      }
    } catch (JsonProcessingException noJson) {
      throw releasing.usage("checklist " + path + " is no JSON object");
    }
  }
}
