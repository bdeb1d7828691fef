// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Configured;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is configured, and where it comes from. */
@Command(
    name = "config",
    description = "Shows the effective configuration.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = ConfigCommand.Show.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ConfigCommand {
  ConfigCommand() {}

  /** Prints keys and values. */
  @Command(
      name = "show",
      description = "Prints the effective values; secrets are masked.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
  static final class Show implements Callable<Integer> {
    private static final Pattern SECRET =
        Pattern.compile(".*(password|secret|token|credential).*(?<!-file)|.*key(?<!-file)");
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@]+@");

    @Mixin private Common common = new Common();

    @Option(names = "--origin", description = "Also where each value comes from.")
    private boolean origin;

    @Override
    public Integer call() {
      common.logToStderr();
      SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
      List<Map<String, String>> rows = new ArrayList<>();
      Map<String, String> lines = new LinkedHashMap<>();
      for (String key : keys(config)) {
        ConfigValue value = config.getConfigValue(key);
        String shown = masked(key, String.valueOf(value.getValue()));
        lines.put(key, origin ? shown + "  (" + value.getSourceName() + ")" : shown);
        rows.add(row(key, shown, String.valueOf(value.getSourceName())));
      }
      Printer printer = new Printer(common);
      if (common.json()) {
        printer.object("probity.config.v1", Map.of("values", rows));
      } else {
        printer.object("probity.config.v1", lines);
      }
      return Exit.DONE;
    }

    /** What the modules would be told, and the channels of the messaging library. */
    private static TreeSet<String> keys(SmallRyeConfig config) {
      TreeSet<String> keys = new TreeSet<>(Configured.with(Map.of()).keySet());
      for (String name : config.getPropertyNames()) {
        if (name.startsWith("mp.messaging.")) {
          keys.add(name);
        }
      }
      return keys;
    }

    private Map<String, String> row(String key, String value, String source) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("key", key);
      row.put("value", value);
      if (origin) {
        row.put("origin", source);
      }
      return row;
    }

    /** Hides what a key's name calls a secret, and user names and passwords inside addresses. */
    static String masked(String key, String value) {
      return SECRET.matcher(key).matches() ? "****" : USER_INFO.matcher(value).replaceAll("****@");
    }
  }
}
