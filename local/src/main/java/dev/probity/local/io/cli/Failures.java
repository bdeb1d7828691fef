// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.RefusedStartException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what happened and why; the stack only to those who ask with {@code -v}. */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    String prefix = "probity " + line.getCommandName() + ": ";
    line.getErr().println(prefix + reason(failure));
    boolean verbose = parsed.hasMatchedOption("-v") || asked(parsed);
    if (verbose) {
      failure.printStackTrace(line.getErr());
    } else if (!(failure instanceof RefusedStartException)) {
      line.getErr().println("Maybe run it again with -v, which shows where it happened");
    }
    line.getErr().flush();
    return Exit.SOFTWARE;
  }

  /** The message, and those of its causes that say something new. */
  static String reason(Throwable failure) {
    StringBuilder text = new StringBuilder(message(failure));
    Throwable cause = failure.getCause();
    while (cause != null) {
      String message = message(cause);
      if (text.indexOf(message) < 0) {
        text.append("\n  because: ").append(message);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static String message(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }

  private static boolean asked(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return deepest.hasMatchedOption("-v");
  }
}
