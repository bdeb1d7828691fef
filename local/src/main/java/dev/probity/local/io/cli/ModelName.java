// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import picocli.CommandLine.Option;

/** Which model is meant. */
final class ModelName {
  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Name of the model (default: ${DEFAULT-VALUE}).",
      defaultValue = "probity-acs-salary")
  private String text = "";

  String text() {
    return text;
  }
}
