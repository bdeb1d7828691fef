// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.explainer.io.CatalogueFile;
import dev.probity.local.io.Installation;
import dev.probity.local.io.Ports;
import dev.probity.local.io.TraceStory;
import dev.probity.local.io.demo.DemoOptions;
import dev.probity.local.io.demo.DemoRun;
import dev.probity.local.io.demo.Story;
import dev.probity.topics.io.ProfileFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job end to end. */
@Command(
    name = "demo",
    description = {
      "Trains on New York's past cases, streams real candidates of six states through scoring,"
          + " explanation, ledger and monitor, and verifies what was recorded.",
      "Everything runs in this process on an embedded broker and a real Postgres."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.LOST_LINE,
      Exit.USAGE_LINE,
      Exit.LEDGER_LINE,
      Exit.INTERRUPTED_LINE,
      Exit.TERMINATED_LINE
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--candidates",
      paramLabel = "N",
      defaultValue = "40000",
      description = {
        "Records to stream (default: ${DEFAULT-VALUE}); phases and the delay of outcomes scale.",
        "Windows of the monitor do not: below 16000 an alert fires but hardly ends."
      })
  private int candidates = 40_000;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Draws the rows (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--phases",
      defaultValue = DemoOptions.PHASES,
      description = "States by phase, of NY MA WA MS WV AR (default: ${DEFAULT-VALUE}).")
  private String phases = DemoOptions.PHASES;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Also write the closing figures as JSON.")
  private @Nullable Path summary;

  @Option(names = "--stay", description = "Keep running afterwards, to look around.")
  private boolean stay;

  @Override
  public Integer call() throws Exception {
    Instant begun = Instant.now();
    try (Scratch data = Scratch.of(common, "probity-demo")) {
      return run(data.folder(), begun);
    }
  }

  private int run(Path data, Instant begun) throws IOException, InterruptedException {
    try (Installation running =
        Installation.start(data, Ports::usual, common.verbose(), common.progress())) {
      Story story = common.story();
      DemoRun run =
          new DemoRun(
              running.demoPlace(data),
              new DemoOptions(candidates, seed, phases),
              story,
              InstantSource.system());
      DemoRun.Outcome outcome = run.run(begun);
      new TraceStory(ProfileFiles.load("acs-salary"), CatalogueFile.shipped())
          .tell(outcome.example(), outcome.hops())
          .forEach(story::line);
      story.closing(outcome.totals());
      String json = new ObjectMapper().writeValueAsString(outcome.totals().fields());
      Path file = summary;
      if (file != null) {
        Files.writeString(file, json + "\n");
      }
      if (common.json()) {
        common.out().println(json);
        common.out().flush();
      }
      if (stay) {
        story.line("still running in " + data + "; Ctrl-C stops it");
        running.awaitEnd();
      }
      return outcome.exitCode();
    }
  }
}
