// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Logs;
import dev.probity.local.io.demo.Story;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that every verb has, and where a verb prints: data to stdout, all else to stderr. */
final class Common {
  /** Set by the launcher, which can ask the shell; Java cannot ask about stderr alone. */
  private static final String TERMINAL = "probity.stderr.terminal";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data folder (default: ${DEFAULT-VALUE}; demo and bench: a temporary one, deleted at the"
              + " end).",
      defaultValue = ".probity")
  private Path data = Path.of(".probity");

  @Option(names = "--json", description = "One JSON object on stdout; no colour, no progress.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress, only results and errors.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also what is done, and stack traces of errors.")
  private boolean[] verbose = {};

  @Option(names = "--no-color", description = "No colour, also on a terminal.")
  private boolean noColor;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  Path data() {
    return data;
  }

  /** Whether the folder was named, and not left to the verb. */
  boolean dataGiven() {
    return owner().commandLine().getParseResult().hasMatchedOption("--data");
  }

  /** Tells a longer run in words and tables; silent with {@code -q} and {@code --json}. */
  Story story() {
    return new Story(err(), terminal(), !quiet && !json, InstantSource.system());
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose.length > 0;
  }

  /** Colour is for people at a terminal who did not decline it. */
  boolean color() {
    return terminal() && !json && !noColor && System.getenv("NO_COLOR") == null;
  }

  /** Warnings of the libraries go to stderr; for verbs that start no application. */
  void logToStderr() {
    Logs.toStderr(verbose());
  }

  PrintWriter out() {
    return owner().commandLine().getOut();
  }

  PrintWriter err() {
    return owner().commandLine().getErr();
  }

  /** A fresh progress line; silent with {@code -q} and {@code --json}. */
  Progress progress() {
    return new Progress(err(), terminal(), !quiet && !json);
  }

  private static boolean terminal() {
    return Boolean.getBoolean(TERMINAL);
  }

  private CommandSpec owner() {
    if (spec == null) {
      throw new IllegalStateException("options are read by the command line before they are used");
    }
    return spec;
  }
}
