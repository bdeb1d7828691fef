// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training is asked for beyond the usual. */
final class Choosing {
  @Option(
      names = "--search",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "27",
      description =
          "Search for parameters in N trials (27 without a number, at most 243): seeded draws,"
              + " successive halving by validation log-loss. The same records and seed choose the"
              + " same.")
  private @Nullable Integer trials;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      description =
          "Give the search up after so long: the run is then incomplete and nothing is released."
              + " The time decides nothing else.")
  private @Nullable Integer seconds;

  @Option(
      names = "--reweigh",
      paramLabel = "ATTRIBUTE",
      description =
          "Weigh the rows so that this protected attribute and the label are independent; the run"
              + " shows accuracy and fairness with and without.")
  private @Nullable String attribute;

  @Nullable Integer trials() {
    return trials;
  }

  @Nullable Integer seconds() {
    return seconds;
  }

  @Nullable String attribute() {
    return attribute;
  }
}
