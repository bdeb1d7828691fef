// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.TrainingRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same offsets and seed give the same digest in another JVM and another data folder. */
class TwoMachinesSimulation {

  @Test
  void secondJvmWithAnotherFolderReleasesTheSameDigest(@TempDir Path here, @TempDir Path there)
      throws Exception {
    // Given
    String expected = digest(here);
    Process second =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx384m",
                    "-Duser.timezone=Pacific/Auckland",
                    "-Duser.language=tr",
                    "-Dprobity.root=" + System.getProperty("probity.root", ".."),
                    "-cp",
                    System.getProperty("java.class.path"),
                    TwoMachinesSimulation.class.getName(),
                    there.toString()))
            .redirectErrorStream(true)
            .start();
    // When
    String printed = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Then
    assertTrue(second.waitFor(1, TimeUnit.MINUTES));
    assertTrue(printed.contains("digest " + expected), printed);
    assertEquals(
        files(here.resolve("models").resolve(expected)),
        files(there.resolve("models").resolve(expected)));
  }

  /** Trains in the folder and prints the digest. */
  public static void main(String... args) throws Exception {
    try (PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8)) {
      out.println("digest " + digest(Path.of(args[0])));
    }
  }

  private static String digest(Path folder) throws Exception {
    Path key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    TrainerService trainer = History.trainer(History.published(), History.config(folder, key));
    TrainingRequest request = new TrainingRequest("r", "operator-1", null, Map.of(), 1, true, null);
    return ((TrainingReport.Released) trainer.train(request, step -> {})).release().digest();
  }

  private static List<String> files(Path bundle) throws IOException {
    try (var list = Files.list(bundle)) {
      return list.sorted().map(TwoMachinesSimulation::content).toList();
    }
  }

  private static String content(Path file) {
    try {
      return file.getFileName() + "=" + Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
