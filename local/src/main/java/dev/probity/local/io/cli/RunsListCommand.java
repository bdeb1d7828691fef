// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.trainer.io.RecordedRuns;
import dev.probity.trainer.run.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The runs there are. */
@Command(
    name = "list",
    description =
        "Lists the training runs, oldest first: run, model, state, when it began, data set, release"
            + ". One that is running without a trainer died with its process.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class RunsListCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Override
  public Integer call() throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (RunRecord run : RecordedRuns.all(common.data().resolve("datasets/runs"))) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("run", run.id());
      row.put("model", run.model());
      row.put("state", run.state().code());
      row.put("startedAt", run.startedAt());
      row.put("commit", run.commit());
      row.put("digest", run.digest());
      rows.add(row);
    }
    if (common.json()) {
      new Printer(common).object("probity.runs.list.v1", Map.of("runs", rows));
    } else if (rows.isEmpty()) {
      common.err().println("nothing was trained in " + common.data());
    } else {
      for (Map<String, @Nullable Object> row : rows) {
        List<String> texts =
            row.values().stream().map(value -> value == null ? "-" : value.toString()).toList();
        common.out().println(String.join("  ", texts));
      }
      common.out().flush();
    }
    return Exit.DONE;
  }
}
