// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values out of configuration texts. A wrong value is noted and reading goes on with
 * the default, so that one start names every problem. Each key is described where it is read, which
 * is where the reference page comes from.
 */
public final class ConfigReader {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Map<String, String> values;
  private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** A reader of these values, by key. */
  public ConfigReader(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * Reads a configuration.
   *
   * @param read builds the configuration out of what it reads
   * @throws IllegalArgumentException naming every problem, with key, value and what was expected
   */
  public static <T> T parse(Map<String, String> values, Function<ConfigReader, T> read) {
    ConfigReader reader = new ConfigReader(values);
    T result = null;
    try {
      result = read.apply(reader);
    } catch (IllegalArgumentException e) {
      reader.problems.add(String.valueOf(e.getMessage()));
    }
    if (result == null || !reader.problems.isEmpty()) {
      throw new IllegalArgumentException(
          "configuration cannot be used:\n  " + String.join("\n  ", reader.problems));
    }
    return result;
  }

  /**
   * The keys that reading a configuration asks for.
   *
   * @param read reads everything from the reader it gets, whatever it finds there
   */
  public static List<ConfigKey> keysOf(Consumer<ConfigReader> read) {
    ConfigReader reader = new ConfigReader(Map.of());
    read.accept(reader);
    return reader.keys();
  }

  /** A text that may be empty. */
  public String text(String key, String defaultValue, String description) {
    String found = find(key, "text", defaultValue, description);
    return found == null ? defaultValue : found;
  }

  /** A text that has no default; the example says what it looks like. */
  public String required(String key, String example, String description) {
    String found = find(key, "text", null, description);
    if (found == null || found.isBlank()) {
      problems.add(key + " is missing, expected a text such as " + example);
      return example;
    }
    return found;
  }

  /** A text, or null when the key is absent or empty. */
  public @Nullable String optional(String key, String description) {
    String found = find(key, "text, may be absent", "", description);
    return found == null || found.isEmpty() ? null : found;
  }

  /** The address of a server without a slash at its end, or null when the key is absent. */
  public @Nullable URI server(String key, String description) {
    String url = optional(key, description);
    if (url == null) {
      return null;
    }
    if (url.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+(/[A-Za-z0-9._~/-]*)?")) {
      return URI.create(url.replaceFirst("/+$", ""));
    }
    problem(key, "(not shown)", "http(s)://HOST[:PORT][/PATH] without user or query");
    return null;
  }

  /** The path of a file or folder. */
  public Path path(String key, String defaultValue, String description) {
    String found = find(key, "path", defaultValue, description);
    return Path.of(found == null ? defaultValue : found);
  }

  /** A path, or null when the key is absent or empty. */
  public @Nullable Path optionalPath(String key, String description) {
    String found = find(key, "path, may be absent", "", description);
    return found == null || found.isEmpty() ? null : Path.of(found);
  }

  /** A whole number between two ends. */
  public int whole(String key, int defaultValue, int low, int high, String description) {
    String found =
        find(key, "whole number, " + low + " to " + high, "" + defaultValue, description);
    if (found == null) {
      return defaultValue;
    }
    if (found.matches("-?\\d{1,10}")) {
      long value = Long.parseLong(found);
      if (value >= low && value <= high) {
        return (int) value;
      }
    }
    problem(key, found, "a whole number from " + low + " to " + high);
    return defaultValue;
  }

  /** True or false. */
  public boolean flag(String key, boolean defaultValue, String description) {
    String found = find(key, "true or false", "" + defaultValue, description);
    if (found == null || found.equals("true") || found.equals("false")) {
      return found == null ? defaultValue : Boolean.parseBoolean(found);
    }
    problem(key, found, "true or false");
    return defaultValue;
  }

  /** A length of time that is more than zero: {@code PT5S}, or short {@code 5s}. */
  public Duration duration(String key, Duration defaultValue, String description) {
    String found = find(key, "duration", defaultValue.toString(), description);
    if (found == null) {
      return defaultValue;
    }
    Duration value = parseDuration(found);
    if (value == null || value.isNegative() || value.isZero()) {
      problem(key, found, "a duration above zero such as PT5S or 5s");
      return defaultValue;
    }
    return value;
  }

  /** One of a closed list of words. */
  public String choice(String key, String defaultValue, List<String> words, String description) {
    String found = find(key, "one of " + String.join(", ", words), defaultValue, description);
    if (found != null && !words.contains(found)) {
      problem(key, found, "one of " + String.join(", ", words));
    }
    return found == null || !words.contains(found) ? defaultValue : found;
  }

  /** All values whose key begins like this, without that beginning. */
  public Map<String, String> below(String prefix) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return Collections.unmodifiableMap(found);
  }

  /** Reads an old name of a key as the key, with a warning. */
  public ConfigReader renamed(String oldName, String newName) {
    String old = values.get(oldName);
    if (old != null) {
      warnings.add(oldName + " is now called " + newName);
      values.putIfAbsent(newName, old);
      values.remove(oldName);
    }
    return this;
  }

  /** Notes a problem that only the configuration as a whole shows. */
  public void problem(String key, String found, String expected) {
    String said =
        key + " = " + (ConfigKey.isSecret(key) ? "****" : found) + ", expected " + expected;
    if (!problems.contains(said)) {
      problems.add(said); // Parts of a configuration may read the same key.
    }
  }

  /** Notes every key with this beginning that nobody has read, and the known key nearest to it. */
  public void noOthers(String prefix) {
    for (String key : values.keySet()) {
      if (key.startsWith(prefix) && !keys.containsKey(key)) {
        problems.add(key + " is not a key" + nearest(key));
      }
    }
  }

  /** The keys read so far. */
  public List<ConfigKey> keys() {
    return List.copyOf(keys.values());
  }

  /** What should be changed some day, such as a key under its old name. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private @Nullable String find(
      String key, String type, @Nullable String defaultValue, String description) {
    keys.put(key, new ConfigKey(key, type, defaultValue, description));
    String found = values.get(key);
    return found == null ? null : found.strip();
  }

  private static @Nullable Duration parseDuration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private String nearest(String key) {
    String best = null;
    int least = Math.max(3, key.length() / 3);
    for (String known : keys.keySet()) {
      int distance = distance(key, known);
      if (distance < least) {
        least = distance;
        best = known;
      }
    }
    return best == null ? "" : "\n    Maybe " + best + " is meant";
  }

  /** Levenshtein's distance: how many letters must be put in, left out or replaced. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
