// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The releases there are. */
@Command(
    name = "list",
    description = "Lists the releases of a model: version, digest, state, who trained it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelListCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private ModelName model = new ModelName();

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    ReleaseDesk desk = new ReleaseDesk(brokers.settings(common, "local"));
    ReleaseRegister register = ReleaseRegister.of(model.text(), desk.records());
    List<Map<String, Object>> rows =
        register.releases().stream().map(one -> row(one, register.state(one))).toList();
    if (common.json()) {
      new Printer(common)
          .object("probity.model.list.v1", Map.of("model", model.text(), "releases", rows));
    } else if (rows.isEmpty()) {
      common.err().println("no release of " + model.text() + " is registered");
    } else {
      rows.forEach(row -> common.out().println(String.join("  ", texts(row))));
      common.out().flush();
    }
    return Exit.DONE;
  }

  private static List<String> texts(Map<String, Object> row) {
    return row.values().stream().map(String::valueOf).toList();
  }

  private static Map<String, Object> row(ModelRelease release, ReleaseRegister.State state) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", release.version());
    row.put("digest", release.digest());
    row.put("state", state.name().toLowerCase(Locale.ROOT));
    row.put("actor", release.actor());
    row.put("at", release.at().toString());
    return row;
  }
}
