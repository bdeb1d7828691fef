// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import picocli.CommandLine.Parameters;

/** Which release of which model an act is about. */
final class ReleaseArguments {
  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "RELEASE",
      description = "Its version or digest; probity model list names both.")
  private String release = "";

  String model() {
    return model;
  }

  String release() {
    return release;
  }
}
