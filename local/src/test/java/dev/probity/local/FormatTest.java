// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One format, decided by google-java-format; {@code -Dupdate} rewrites what differs. */
class FormatTest {
  private static final Formatter FORMATTER = new Formatter();

  @Test
  void everySourceFileIsFormatted() throws IOException, FormatterException {
    List<Path> sources = Sources.java();
    assertTrue(sources.size() > 400, "found only " + sources.size() + " source files");
    List<Path> different = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      String formatted = FORMATTER.formatSource(text);
      if (!formatted.equals(text)) {
        different.add(Sources.ROOT.relativize(source));
        if (System.getProperty("update") != null) {
          Files.writeString(source, formatted);
        }
      }
    }
    assertEquals(List.of(), different, "Maybe run ./probity test with -Dupdate to format them");
  }

  @Test
  void aBadlyFormattedClassIsCaught() throws FormatterException {
    String bad = "class A{int b;}\n";
    assertNotEquals(bad, FORMATTER.formatSource(bad));
  }
}
