// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerFileTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void whiteSpaceAroundTheTokenIsNoPartOfIt() throws IOException {
    assertEquals("Bearer s3cret-._~+/=", BearerFile.header(file(" s3cret-._~+/=\r\n")));
    assertEquals("Bearer " + "a".repeat(16_384), BearerFile.header(file("a".repeat(16_384))));
  }

  @Test
  void whatIsNoTokenIsRefusedWithoutRepeatingIt() throws IOException {
    for (String content :
        List.of("s3cret\nmore", "s3cret more", "s3cret\u0000", "s3crét", "a".repeat(16_385))) {
      Path file = file(content);
      String said = assertThrows(IOException.class, () -> BearerFile.header(file)).getMessage();
      assertTrue(said.startsWith(file + " holds no token, expected one line"), said);
      assertFalse(said.contains("s3cr") || said.contains("more"), said);
    }
    for (String content : List.of("", " \n")) {
      Path file = file(content);
      assertThrows(IOException.class, () -> BearerFile.header(file), "empty");
    }
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("token"), content);
  }
}
