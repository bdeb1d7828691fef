// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Generates the reference of the command line; {@code -Dupdate} writes it anew. */
class CommandReferenceTest {
  private static final Path PAGE =
      Path.of(System.getProperty("probity.root", "..")).resolve("docs/reference/cli.md");

  @Test
  void theReferenceShowsTheHelpOfEveryCommand() throws IOException {
    // Given
    StringBuilder page =
        new StringBuilder("# The command line\n\nGenerated from the commands by a test.\n");

    // When
    for (CommandLine line : everyCommand()) {
      page.append("\n## ").append(line.getCommandSpec().qualifiedName()).append("\n\n```\n");
      page.append(line.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
    }

    // Then
    if (System.getProperty("update") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertEquals(Files.readString(PAGE), page.toString(), "Maybe ./probity test -Dupdate");
  }

  @Test
  void everyCommandListsItsExitCodesAndHasHelpAndVersion() {
    // Given
    List<CommandLine> lines = everyCommand();

    // When
    for (CommandLine line : lines) {
      String help = line.getUsageMessage(Ansi.OFF);

      // Then
      String name = line.getCommandSpec().qualifiedName();
      assertTrue(help.contains("Exit codes:"), name);
      assertTrue(help.contains("--help"), name);
      assertTrue(help.contains("--version"), name);
    }
  }

  private static List<CommandLine> everyCommand() {
    List<CommandLine> lines = new ArrayList<>();
    collect(ProbityCommand.line(System.out, System.err), lines);
    return lines;
  }

  private static void collect(CommandLine line, List<CommandLine> lines) {
    if (!line.getCommandSpec().usageMessage().hidden()) {
      lines.add(line);
      line.getSubcommands().values().forEach(child -> collect(child, lines));
    }
  }
}
