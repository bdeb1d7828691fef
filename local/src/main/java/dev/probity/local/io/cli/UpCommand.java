// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.DataFolder;
import dev.probity.local.io.Installation;
import dev.probity.local.io.Ports;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the whole stream until it is stopped. */
@Command(
    name = "up",
    description = "Runs the whole stream in this process, keeping its data, until it is stopped.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      Exit.INTERRUPTED_LINE,
      Exit.TERMINATED_LINE
    })
final class UpCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Override
  public Integer call() throws Exception {
    try (Installation running =
        Installation.start(common.data(), Ports::usual, common.verbose(), common.progress())) {
      print(running.folder());
      running.awaitEnd();
    }
    return Exit.DONE;
  }

  private void print(DataFolder folder) {
    Ports ports = folder.ports();
    String http = "http://127.0.0.1:" + ports.http();
    Map<String, Object> places = new LinkedHashMap<>();
    places.put("candidates", http + "/candidates");
    places.put("health", http + "/q/health");
    places.put("metrics", http + "/q/metrics");
    places.put("kafka", "127.0.0.1:" + ports.kafka());
    places.put("postgres", "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/probity");
    places.put("data", folder.path().toString());
    places.put("tokens", folder.token("*").toString());
    places.put("log", folder.log("probity").toString());
    places.put("pid", ProcessHandle.current().pid());
    new Printer(common).object("probity.up.v1", places);
    common.progress().line("Ctrl-C stops it.");
  }
}
