// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every verb owes: data on stdout, the rest on stderr, and an exit code that tells. */
class ProbityCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void suggestsTheVerbThatWasMeant() {
    // Given
    String typed = "upp";

    // When
    int exit = run(typed);

    // Then
    assertEquals(Exit.USAGE, exit);
    assertTrue(err().contains("Did you mean: probity up?"), err());
    assertEquals("", out());
  }

  @Test
  void asksForAVerbWhenThereIsNone() {
    // Given
    String[] nothing = {};

    // When
    int exit = run(nothing);

    // Then
    assertEquals(Exit.USAGE, exit);
    assertTrue(err().startsWith("Which command?"), err());
  }

  @Test
  void printsVersionAndCommitOnStdout() {
    // Given
    String option = "--version";

    // When
    int exit = run(option);

    // Then
    assertEquals(Exit.DONE, exit);
    assertTrue(out().startsWith("probity 0."), out());
    assertTrue(out().contains("\ncommit "), out());
    assertFalse(out().contains("${"), out());
  }

  @Test
  void sendsTestsToTheLauncher() {
    // Given
    String[] typed = {"test", "--soak"};

    // When
    int exit = run(typed);

    // Then
    assertEquals(Exit.USAGE, exit);
    assertTrue(err().contains("./probity test --soak"), err());
  }

  @Test
  void printsJsonWithASchemaNameAndNoEscapes() {
    // Given
    String[] typed = {"config", "show", "--json"};

    // When
    int exit = run(typed);

    // Then
    assertEquals(Exit.DONE, exit);
    assertTrue(out().startsWith("{\"schema\":\"probity.config.v1\",\"values\":["), out());
    assertFalse(out().indexOf('\u001b') >= 0, out());
  }

  @Test
  void masksSecretsButNotTheFilesThatHoldThem() {
    // Given
    String url = "jdbc:postgresql://clerk:word@host/db";

    // When
    String masked = ConfigCommand.Show.masked("probity.pg.url", url);

    // Then
    assertEquals("jdbc:postgresql://****@host/db", masked);
    assertEquals("****", ConfigCommand.Show.masked("probity.pg.password", "word"));
    assertEquals("/x", ConfigCommand.Show.masked("probity.pg.password-file", "/x"));
    assertEquals("****", ConfigCommand.Show.masked("probity.audit.signing-key", "word"));
    assertEquals("/x", ConfigCommand.Show.masked("probity.audit.signing-key-file", "/x"));
    assertEquals("5", ConfigCommand.Show.masked("probity.monitor.min-group-rows", "5"));
  }

  @Test
  void namesEveryNewCauseOfAFailureOnce() {
    // Given
    Exception failure =
        new IllegalStateException(
            "no start", new IllegalStateException("no start", new IllegalArgumentException("bad")));

    // When
    String reason = Failures.reason(failure);

    // Then
    assertEquals("no start\n  because: bad", reason);
  }

  private int run(String... arguments) {
    return ProbityCommand.line(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
