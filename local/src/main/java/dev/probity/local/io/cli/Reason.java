// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import picocli.CommandLine.Option;

/** Why a person acts; on record with the act. */
final class Reason {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, in words; stands in the ledger. No personal data.")
  private String text = "";

  String text() {
    return text;
  }
}
