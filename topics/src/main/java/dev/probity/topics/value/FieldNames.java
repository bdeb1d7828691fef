// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

/** Names of fields as they may stand in an answer, a reason or a log. */
public final class FieldNames {
  private static final int LONGEST = 64;
  private static final String ALSO = "_-.|";

  private FieldNames() {}

  /**
   * The name when it looks like one, else {@code ?}: a sender may have put data, or code, where a
   * name belongs.
   *
   * @param name as it came with the record; letters, digits and {@code _-.|} are shown
   */
  public static String shown(String name) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return "?";
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > '~' || !(Character.isLetterOrDigit(c) || ALSO.indexOf(c) >= 0)) {
        return "?";
      }
    }
    return name;
  }
}
