// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.SubjectExport;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.topics.Roles;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person has a right to. */
@Command(
    name = "subject",
    description = "Answers a person who asks for their records.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {SubjectCommand.Export.class},
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class SubjectCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  SubjectCommand() {}

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Export?");
    }
  }

  /** Writes them. */
  @Command(
      name = "export",
      description =
          "Writes all records of one person, and of nobody else, as one JSON document (GDPR Art."
              + " 15 and 20); that it was done is recorded. For the data protection officer.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {
        Exit.DONE_LINE,
        "1:software error, the ledger holds nothing of this person, or the token may not do this",
        Exit.USAGE_LINE
      })
  static final class Export implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Acting acting = new Acting();

    @Parameters(paramLabel = "ID", description = "Id of the candidate.")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write.", required = true)
    private Path out = Path.of("subject.json");

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      Principal dpo = acting.principal(common, Roles.DPO);
      try (LedgerAccess access = LedgerAccess.open(common.data())) {
        if (!access.record(EventType.AUDIT_EXPORTED, dpo, id, "probity subject export")) {
          common.progress().line("nothing runs here, so that this export is not on record");
        }
        int records;
        try (OutputStream to = Files.newOutputStream(out)) {
          Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
          records = SubjectExport.write(access.reader(), access.vault(), id, now, to);
        }
        if (records == 0) {
          Files.delete(out);
          common.err().println("The ledger holds nothing of this person. Maybe it was erased");
          return Exit.SOFTWARE;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", out.toString());
        fields.put("records", records);
        new Printer(common).object("probity.subject.exported.v1", fields);
        return Exit.DONE;
      }
    }
  }
}
