// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

/** Names of a bundle's files and how large each may be. */
public final class BundleFiles {
  /** Lists every other file with length and hash. */
  public static final String MANIFEST = "manifest.json";

  /** The trees as an XGBoost JSON document. */
  public static final String TREES = "trees.json";

  /** The self-test rows, one JSON object per line. */
  public static final String SELF_TEST = "golden.jsonl";

  /** One line per key: name, key id, signature in base64. */
  public static final String SIGNATURES = "SIGNATURES";

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private BundleFiles() {}

  /**
   * Largest length of a file in bytes, or −1 if no such file belongs to a bundle. Besides the
   * constants: {@code reference.*} (monitoring reference), {@code card.json}, {@code card.html}.
   */
  public static int limit(String name) {
    return switch (name) {
      case MANIFEST, SELF_TEST -> MIB;
      case TREES -> 256 * MIB;
      case SIGNATURES -> 64 * KIB;
      case "card.json", "card.html" -> 4 * MIB;
      default -> name.matches("reference\\.[a-z0-9]{1,16}") ? MIB : -1;
    };
  }
}
