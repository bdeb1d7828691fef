// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "probity",
    description = "Accountable decisions at stream speed.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      IngestCommand.class,
      AuditCommand.class,
      SubjectCommand.class,
      TraceCommand.class,
      ModelCommand.class,
      GateCommand.class,
      RetrainCommand.class,
      TrainCommand.class,
      FeaturesCommand.class,
      RunsCommand.class,
      MonitorCommand.class,
      ReplayCommand.class,
      DlqCommand.class,
      StopCommand.class,
      ResumeCommand.class,
      TopicsCommand.class,
      ConfigCommand.class,
      BenchCommand.class,
      TestCommand.class,
    },
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
public final class ProbityCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  ProbityCommand() {}

  /** The command line, printing data to one stream and everything else to the other. */
  public static CommandLine line(PrintStream out, PrintStream err) {
    return new CommandLine(new ProbityCommand())
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(new Failures());
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which command?");
    }
  }
}
