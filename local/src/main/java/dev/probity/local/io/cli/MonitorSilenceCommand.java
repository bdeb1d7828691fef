// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Keeps the notifications of an alert away for a time, on record. */
@Command(
    name = "silence",
    description =
        "Keeps notifications of an open alert away for a time, on record; it is evaluated and"
            + " recorded all the same.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      "2:usage error, or no open alert has this id",
      "7:the monitor did not answer in time; the word stands"
    })
final class MonitorSilenceCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(30);

  @Mixin private Common common = new Common();
  @Mixin private AlertOrdering ordering = new AlertOrdering();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--until",
      paramLabel = "T",
      description =
          "A time such as 2026-01-31T12:00:00Z, or a duration from now such as PT2H, at most P30D"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "PT4H")
  private String until = "PT4H";

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instant now = Instant.now();
    Instant end = end(until, now);
    if (end == null || !end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
      String problem =
          "--until is a time or a duration, later than now and at most 30 days away; found '%s'"
              .formatted(until);
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), problem);
    }
    return ordering.give(common, end);
  }

  /** The time meant; null when the text is none. */
  static @Nullable Instant end(String text, Instant now) {
    try {
      return text.startsWith("P") ? now.plus(Duration.parse(text)) : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException unreadable) {
      return null;
    }
  }
}
