// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents promise about themselves: titles, links, tables, the shape of the log. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern TABLE_MODULE = Pattern.compile("(?m)^\\| `([a-z-]+)/?` \\|");
  private static final Set<String> SECTIONS =
      Set.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");

  @Test
  void everyDocumentHasOneTitle() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.files(path -> path.toString().endsWith(".md"))) {
      long titles = titles(Files.readString(file));
      if (titles != 1) {
        found.add(Sources.ROOT.relativize(file) + " has " + titles + " titles");
      }
    }
    assertEquals(List.of(), found);
    assertEquals(2, titles("# One\n```\n# a comment\n```\n# Two\n"), "the guard did not fire");
  }

  private static long titles(String text) {
    return text.replaceAll("(?s)```.*?```", "")
        .lines()
        .filter(line -> line.startsWith("# "))
        .count();
  }

  @Test
  void linksInsideTheRepositoryLead() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path file : Sources.files(path -> path.toString().endsWith(".md"))) {
      dead.addAll(deadLinks(file, Files.readString(file)));
    }
    assertEquals(List.of(), dead);
    assertFalse(
        deadLinks(Sources.ROOT.resolve("README.md"), "[a](no/such/file.md)").isEmpty(),
        "the guard did not fire");
  }

  private static List<String> deadLinks(Path file, String text) {
    List<String> dead = new ArrayList<>();
    Matcher matcher = LINK.matcher(text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`]*`", ""));
    while (matcher.find()) {
      String target = matcher.group(1).strip();
      if (!target.contains("://") && !Files.exists(file.resolveSibling(target))) {
        dead.add(Sources.ROOT.relativize(file) + " links to " + target);
      }
    }
    return dead;
  }

  @Test
  void moduleTablesEqualThePom() throws IOException {
    List<String> modules = all(MODULE, Files.readString(Sources.ROOT.resolve("pom.xml")));
    assertEquals(9, modules.size());
    for (String document : List.of("README.md", "ARCHITECTURE.md")) {
      assertEquals(
          modules,
          all(TABLE_MODULE, Files.readString(Sources.ROOT.resolve(document))).stream()
              .filter(modules::contains)
              .toList(),
          document);
    }
    for (String module : modules) {
      Path readme = Sources.ROOT.resolve(module).resolve("README.md");
      assertTrue(Files.exists(readme), module + " has no README.md");
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1)).toList();
  }

  @Test
  void changelogIsKeptInItsShape() throws IOException {
    List<String> lines = Files.readAllLines(Sources.ROOT.resolve("CHANGELOG.md"));
    List<String> releases = lines.stream().filter(line -> line.startsWith("## ")).toList();
    assertEquals("## [Unreleased]", releases.get(0));
    for (String line : lines) {
      if (line.startsWith("### ")) {
        assertTrue(SECTIONS.contains(line.substring(4)), line);
      }
      if (line.startsWith("- ")) {
        assertTrue(line.endsWith("."), "a change is a sentence: " + line);
      }
    }
  }

  @Test
  void nobodyIsCalledCompliant() throws IOException {
    for (Path file : Sources.files(path -> path.toString().endsWith(".md"))) {
      String text = Files.readString(file).toLowerCase(java.util.Locale.ROOT);
      assertFalse(text.contains("compliant"), () -> file + " promises compliance");
    }
    assertTrue(Files.readString(Sources.ROOT.resolve("README.md")).contains("not legal advice"));
  }
}
