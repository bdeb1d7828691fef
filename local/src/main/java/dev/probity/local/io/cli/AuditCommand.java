// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import picocli.CommandLine.Command;

/** Questions to the ledger. */
@Command(
    name = "audit",
    description = "Checks the ledger, proves to others what it holds, and forgets people.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      AuditVerifyCommand.class,
      AuditProofCommand.class,
      AuditShowCommand.class,
      AuditExportCommand.class,
      AuditRefillCommand.class,
      AuditSampleCommand.class,
      AuditDropCommand.class,
      AuditRotateKeyCommand.class,
      AuditEraseCommand.class,
      AuditHoldCommand.class,
      AuditWitnessCommand.class
    },
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class AuditCommand {
  AuditCommand() {}
}
