// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A configuration key a process knows, as the reference page lists it.
 *
 * @param name the key, dotted lower case
 * @param type what its value is, in words
 * @param defaultValue the value without configuration; null when there must be one
 * @param description what it does
 */
public record ConfigKey(
    String name, String type, @Nullable String defaultValue, String description) {

  /** The environment variable that sets it: upper case, all but letters and digits as {@code _}. */
  public String environment() {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** Whether the value must not be shown. */
  public boolean secret() {
    return isSecret(name);
  }

  static boolean isSecret(String name) {
    return name.matches(".*(password|secret|token|credential|jaas).*|.*key")
        && !name.endsWith("-file");
  }
}
