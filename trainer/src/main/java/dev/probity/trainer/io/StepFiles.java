// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelDigest;
import dev.probity.trainer.Step;
import dev.probity.trainer.StepStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What steps put out, in a folder: a file's name holds its step, the digest of the inputs and the
 * digest of its content, so a file that was cut off or changed is not taken.
 */
final class StepFiles implements StepStore {
  private final Path folder;

  StepFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public byte @Nullable [] find(Step step, Map<String, String> inputs) {
    String beginning = name(step, inputs);
    try {
      for (Path file : files(beginning)) {
        byte[] content = Files.readAllBytes(file);
        if (file.getFileName().toString().equals(beginning + ModelDigest.sha256(content))) {
          return content;
        }
      }
      return null;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the outputs of the run cannot be read", unreadable);
    }
  }

  @Override
  public void keep(Step step, Map<String, String> inputs, byte[] output) {
    try {
      Files.createDirectories(folder);
      place(folder.resolve(name(step, inputs) + ModelDigest.sha256(output)), output);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("the outputs of the run cannot be written", unwritable);
    }
  }

  boolean has(Step step) {
    try {
      return !files(step.label() + "-").isEmpty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the outputs of the run cannot be read", unreadable);
    }
  }

  private List<Path> files(String beginning) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(beginning))
          .filter(file -> !file.getFileName().toString().endsWith(".draft"))
          .sorted()
          .toList();
    }
  }

  private static String name(Step step, Map<String, String> inputs) {
    byte[] all = new TreeMap<>(inputs).toString().getBytes(StandardCharsets.UTF_8);
    return step.label() + "-" + ModelDigest.sha256(all).substring(0, 16) + "-";
  }

  /** Writes a file whole or not at all. */
  static void place(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(draft, content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
