// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.io.ConfigTexts;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The configuration of this process as the modules' own wiring reads it. */
public final class Configured {
  private Configured() {}

  /** Our own keys and those of Kafka's clients, with these values before all others. */
  public static Map<String, String> with(Map<String, String> first) {
    Config config = ConfigProvider.getConfig();
    Map<String, String> values =
        ConfigTexts.of(
            ModuleKeys.all(),
            config.getPropertyNames(),
            key -> config.getOptionalValue(key, String.class));
    values.remove("probity.stderr.terminal");
    values.putAll(first);
    return values;
  }
}
