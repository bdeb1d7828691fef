// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.topics.Ids;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of reasons, as a value with a version and a digest: the same catalogue gives the same
 * texts for ever.
 *
 * @param version the version, for people
 * @param raised what raised the chance of the favourable class: {@code {favourable}}, {@code
 *     {group}}, {@code {values}}
 * @param lowered what lowered it
 * @param one the values of a group of one feature: {@code {value}}
 * @param many one of the values of a larger group: {@code {label}}, {@code {value}}
 * @param between what stands between the values of a larger group
 * @param quantity a number: {@code {number}}, {@code {unit}}
 * @param missing a value that was not given
 * @param unseen a code the release was not trained on
 * @param rescaled the contributions as shares of a probability: {@code {positive}}, {@code {from}},
 *     {@code {to}}, {@code {shares}}
 * @param share one of them: {@code {group}}, {@code {points}}
 * @param caveat what contributions do not say
 * @param guarded that the release takes a protected attribute as a feature: {@code {label}}
 * @param digest the SHA-256 of the file
 */
public record ReasonCatalogue(
    String version,
    String raised,
    String lowered,
    String one,
    String many,
    String between,
    String quantity,
    String missing,
    String unseen,
    String rescaled,
    String share,
    String caveat,
    String guarded,
    String digest) {
  private static final Set<String> KEYS =
      Set.of(
          "version",
          "raised",
          "lowered",
          "one",
          "many",
          "between",
          "quantity",
          "missing",
          "unseen",
          "rescaled",
          "share",
          "caveat",
          "guarded");

  /**
   * Reads a catalogue from a properties file in UTF-8.
   *
   * @throws IllegalArgumentException when a text is absent or one is there that nobody reads
   */
  public static ReasonCatalogue parse(Bytes file) {
    Properties texts = new Properties();
    byte[] bytes = file.toArray();
    try {
      texts.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    Set<String> found = texts.stringPropertyNames();
    if (!found.equals(KEYS)) {
      throw new IllegalArgumentException(
          "reason catalogue has " + new TreeSet<>(found) + ", expected " + new TreeSet<>(KEYS));
    }
    return new ReasonCatalogue(
        texts.getProperty("version"),
        texts.getProperty("raised"),
        texts.getProperty("lowered"),
        texts.getProperty("one"),
        texts.getProperty("many"),
        texts.getProperty("between"),
        texts.getProperty("quantity"),
        texts.getProperty("missing"),
        texts.getProperty("unseen"),
        texts.getProperty("rescaled"),
        texts.getProperty("share"),
        texts.getProperty("caveat"),
        texts.getProperty("guarded"),
        Ids.sha256(bytes));
  }
}
