// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.DataFolder;
import dev.probity.local.io.TrainerFolder;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetRepository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commits there are. */
@Command(
    name = "list",
    description =
        "Lists the data sets of the data folder: commit, profile, rows, event times of the"
            + " candidates read.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class FeaturesListCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Override
  public Integer call() throws IOException {
    DatasetRepository repository =
        TrainerFolder.config(DataFolder.view(common.data())).repository(InstantSource.system());
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (String id : repository.ids()) {
      DatasetCommit commit = repository.find(id);
      if (commit != null) {
        rows.add(row(id, commit));
      }
    }
    if (common.json()) {
      new Printer(common).object("probity.features.list.v1", Map.of("commits", rows));
    } else if (rows.isEmpty()) {
      common.err().println("no data set is committed in " + common.data());
    } else {
      for (Map<String, @Nullable Object> row : rows) {
        common
            .out()
            .println(String.join("  ", row.values().stream().map(String::valueOf).toList()));
      }
      common.out().flush();
    }
    return Exit.DONE;
  }

  private static Map<String, @Nullable Object> row(String id, DatasetCommit commit) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("commit", id);
    row.put("profile", commit.profile());
    row.put("rows", commit.rows());
    row.put("from", commit.eventTimeFrom());
    row.put("to", commit.eventTimeTo());
    return row;
  }
}
