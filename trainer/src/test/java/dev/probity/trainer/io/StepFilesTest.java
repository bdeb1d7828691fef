// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepFilesTest {
  private static final Map<String, String> INPUTS = Map.of("rows", "a", "spec", "b");
  private static final byte[] OUTPUT = "trees".getBytes(UTF_8);

  @TempDir private Path folder;

  @Test
  void outputIsFoundByItsStepAndItsInputsOnly() {
    // Given
    StepFiles files = new StepFiles(folder.resolve("outputs"));
    assertFalse(files.has(Step.REFIT));
    // When
    files.keep(Step.REFIT, INPUTS, OUTPUT);
    // Then
    assertArrayEquals(OUTPUT, files.find(Step.REFIT, Map.of("spec", "b", "rows", "a")));
    assertNull(files.find(Step.REFIT, Map.of("rows", "a", "spec", "c")), "another input");
    assertNull(files.find(Step.REFIT, Map.of("rows", "a")), "an input less");
    assertNull(files.find(Step.FIT, INPUTS), "another step");
    assertTrue(files.has(Step.REFIT));
    assertFalse(files.has(Step.FIT));
  }

  @Test
  void fileThatWasCutOffIsNotTaken() throws Exception {
    // Given
    StepFiles files = new StepFiles(folder);
    files.keep(Step.REFIT, INPUTS, OUTPUT);
    // When
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        Files.write(path, Arrays.copyOf(OUTPUT, 3));
      }
    }
    // Then
    assertNull(files.find(Step.REFIT, INPUTS));
  }
}
