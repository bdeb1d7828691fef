// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Draws the modules from what their classes really use; {@code -Dupdate} writes the page anew. */
class ModuleDiagramTest {
  private static final String HOUSE = "dev.probity.";
  private static final Path PAGE = Sources.ROOT.resolve("docs/reference/modules.md");
  private static final String TEXT =
      """
      # Modules

      Drawn from the compiled classes by `ModuleDiagramTest`, not by hand: an arrow means that \
      classes of one module use classes of the other. `local` uses everything and is left out. \
      `ArchitectureTest` says which arrows may exist.

      ```mermaid
      flowchart LR
      %s
      ```
      """;

  private static final List<String> READING_ORDER =
      List.of(
          "topics",
          "model",
          "ingest",
          "scorer",
          "explainer",
          "auditsink",
          "driftmonitor",
          "trainer");

  private static Set<String> uses() {
    JavaClasses main =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.probity");
    Set<String> uses = new HashSet<>();
    for (JavaClass type : main) {
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        String from = module(type);
        String to = module(use.getTargetClass());
        if (READING_ORDER.contains(from) && READING_ORDER.contains(to) && !from.equals(to)) {
          uses.add(from + " " + to);
        }
      }
    }
    return uses;
  }

  private static String module(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(HOUSE)) {
      return "";
    }
    int end = name.indexOf('.', HOUSE.length());
    return end < 0 ? name.substring(HOUSE.length()) : name.substring(HOUSE.length(), end);
  }

  private static String drawn() {
    List<String> lines = new ArrayList<>();
    Set<String> uses = uses();
    for (String from : READING_ORDER) {
      for (String to : READING_ORDER) {
        if (uses.contains(from + " " + to)) {
          lines.add("  %s --> %s".formatted(folder(from), folder(to)));
        }
      }
    }
    return TEXT.formatted(lines.stream().collect(Collectors.joining("\n")));
  }

  private static String folder(String module) {
    return switch (module) {
      case "auditsink" -> "audit-sink";
      case "driftmonitor" -> "drift-monitor";
      default -> module;
    };
  }

  @Test
  void thePageShowsTheArrowsThatTheClassesHave() throws IOException {
    String drawn = drawn();
    assertTrue(drawn.contains("scorer -->"), "the scorer uses nothing: no class was imported");
    if (System.getProperty("update") != null) {
      Files.writeString(PAGE, drawn);
    }
    assertEquals(
        drawn,
        Files.readString(PAGE),
        "Maybe run ./probity test -Dupdate and read the difference before you commit it");
  }
}
