// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this module that tests read, compare with and, on {@code -Dupdate}, rewrite. */
public final class ModuleFiles {

  private static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

  private ModuleFiles() {}

  /** Where a file of the module under test is. */
  public static Path path(String name) {
    return MODULE.resolve(name);
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }

  /** The text of a file. */
  public static String text(String name) {
    return new String(bytes(name), UTF_8);
  }

  static boolean updating() {
    return System.getProperty("update") != null;
  }

  static void write(String name, byte[] content) {
    try {
      Files.createDirectories(path(name).getParent());
      Files.write(path(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + name, e);
    }
  }

  /** The file has exactly this content, or is rewritten when the build says {@code -Dupdate}. */
  public static void assertGenerated(String name, String content) {
    if (updating()) {
      write(name, content.getBytes(UTF_8));
    }
    String found = Files.exists(path(name)) ? text(name) : "";
    assertEquals(content, found, name + " is generated\nMaybe run the test again with -Dupdate");
  }
}
