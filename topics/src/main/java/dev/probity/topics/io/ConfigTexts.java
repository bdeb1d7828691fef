// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The configuration texts of a process by key, however they were set. An environment variable does
 * not say where its key has a hyphen, so that it comes back under a guessed name: {@code
 * PROBITY_MODELS_TRUSTED_KEYS_FILE} as {@code probity.models.trusted.keys.file}. Known keys are
 * therefore asked for by name, which finds the variable, and its guessed names are left out.
 */
public final class ConfigTexts {
  private ConfigTexts() {}

  /**
   * Collects the texts of a process.
   *
   * @param known the keys the process reads
   * @param names the names the sources of configuration list
   * @param value asks the sources for one name; finds a variable under its key's name
   * @return texts by key: of known keys, and of others of ours, so that a parser can refuse these
   */
  public static Map<String, String> of(
      List<ConfigKey> known, Iterable<String> names, Function<String, Optional<String>> value) {
    Map<String, String> texts = new TreeMap<>();
    Map<String, String> byVariable = new HashMap<>();
    for (ConfigKey key : known) {
      value.apply(key.name()).ifPresent(text -> texts.put(key.name(), text));
      byVariable.put(key.environment(), key.name());
    }
    TreeSet<String> others = new TreeSet<>();
    for (String name : names) {
      String meant = byVariable.get(new ConfigKey(name, "", null, "").environment());
      // A variable that set its key has been read; a key that was only misspelt has to be shown.
      if (isOurs(name) && (meant == null || !texts.containsKey(meant))) {
        others.add(name);
      }
    }
    for (String name : others) {
      value.apply(name).ifPresent(text -> texts.put(name, text));
    }
    return texts;
  }

  private static boolean isOurs(String name) {
    return name.startsWith("probity.") || name.startsWith("kafka.");
  }
}
