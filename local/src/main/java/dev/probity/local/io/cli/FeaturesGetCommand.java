// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.DataFolder;
import dev.probity.local.io.TrainerFolder;
import dev.probity.trainer.PointInTime;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import dev.probity.trainer.io.DataPipeline;
import dev.probity.trainer.io.ErasedPeople;
import dev.probity.trainer.io.ParquetReading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The feature table of a commit. */
@Command(
    name = "get",
    description =
        "Prints the feature table of a commit as CSV, checked against its digest: hashed id, part,"
            + " label, times and the vector a model reads, without protected attributes. People"
            + " erased since are left out.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class FeaturesGetCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--commit",
      paramLabel = "ID",
      required = true,
      description = "The data set; probity features list names it.")
  private String commit = "";

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description =
          "Only rows whose values were known by then, such as 2026-11-01T00:00:00Z; labels"
              + " observed later are empty.")
  private @Nullable Instant asOf;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path folder = common.data().resolve("datasets");
    DatasetRepository repository =
        TrainerFolder.config(DataFolder.view(common.data())).repository(InstantSource.system());
    DatasetCommit found = find(repository);
    Table vectors = ParquetReading.table(repository.file(found, DataPipeline.VECTORS));
    long millis = asOf == null ? Long.MAX_VALUE : asOf.toEpochMilli();
    print(PointInTime.of(vectors, millis, ErasedPeople.of(folder)::testHashed));
    return Exit.DONE;
  }

  private DatasetCommit find(DatasetRepository repository) throws IOException {
    String wrong = "no data set " + commit + ". Maybe see probity features list";
    try {
      DatasetCommit found = repository.find(commit);
      if (found != null) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      wrong = String.valueOf(e.getMessage());
    }
    throw spec == null
        ? new IllegalArgumentException(wrong)
        : new ParameterException(spec.commandLine(), wrong);
  }

  /** Hashed ids, names of parts and numbers only: no cell can need quotes. */
  private void print(Table table) {
    PrintWriter out = common.out();
    out.println(String.join(",", table.columns().stream().map(TableColumn::name).toList()));
    for (int row = 0; row < table.rows(); row++) {
      int at = row;
      List<String> cells = table.columns().stream().map(column -> cell(column.value(at))).toList();
      out.println(String.join(",", cells));
    }
    out.flush();
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Number number when number.doubleValue() == number.intValue() ->
          Integer.toString(number.intValue());
      default -> value.toString();
    };
  }
}
