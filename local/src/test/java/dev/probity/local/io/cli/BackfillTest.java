// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.rows.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges to train on from a file, and the plan of a training, which needs no broker. */
class BackfillTest {
  @TempDir private Path folder;

  @Test
  void rangesAreReadAndWhatIsNoneIsNamedByItsLine() throws Exception {
    // Given
    Path file = folder.resolve("ranges.txt");
    Files.writeString(file, "# October\n- 2026-11-01T00:00:00Z\n\n2026-11-01T00:00:00Z  -  # on\n");
    Path wrong = folder.resolve("wrong.txt");
    Files.writeString(wrong, "- -\nyesterday\n");
    Path empty = Files.writeString(folder.resolve("empty.txt"), "# nothing\n");
    // Then
    assertEquals(
        List.of(
            new Backfill.Ends(null, "2026-11-01T00:00:00Z"),
            new Backfill.Ends("2026-11-01T00:00:00Z", null)),
        Backfill.read(file));
    String said =
        assertThrows(InvalidInputException.class, () -> Backfill.read(wrong)).getMessage();
    assertTrue(said.startsWith("Line 2 of "), said);
    assertThrows(InvalidInputException.class, () -> Backfill.read(empty));
    assertThrows(InvalidInputException.class, () -> Backfill.read(folder.resolve("none")));
  }

  @Test
  void planIsTheGraphOfStepsAndNeedsNothing() {
    // When
    String text = printed("train", "--plan");
    String json = printed("train", "--plan", "--json");
    // Then
    assertTrue(text.startsWith("data\n  replay "), text);
    assertTrue(text.contains("\nserve\n"), text);
    assertTrue(text.contains("  fit        rows, encoder, spec -> choice\n"), text);
    assertTrue(json.startsWith("{\"schema\":\"probity.train.plan.v1\""), json);
  }

  private String printed(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      assertEquals(0, ProbityCommand.line(results, results).execute(words));
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
