// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which vacancies a caller may see candidates of. A recruiter sees those of their own requisitions;
 * a candidate without one is nobody's own and seen by every recruiter. Auditors see all.
 *
 * @param all whether there is no limit
 * @param own the requisitions the caller's token names
 */
public record Requisitions(boolean all, Set<String> own) {
  /** The claim of a token that names them, a list of texts. */
  public static final String CLAIM = "requisitions";

  /** Of a caller without a limit. */
  public static final Requisitions ALL = new Requisitions(true, Set.of());

  /** Copies the names. */
  public Requisitions {
    own = Set.copyOf(own);
  }

  /**
   * Of a caller.
   *
   * @param auditor whether the caller is one, and sees all
   * @param claim the value of {@link #CLAIM} as a token library gives it: a collection of texts or
   *     of JSON strings; anything else names none
   */
  public static Requisitions ofCaller(boolean auditor, @Nullable Object claim) {
    if (auditor) {
      return ALL;
    }
    Set<String> own = new HashSet<>();
    if (claim instanceof Collection<?> named) {
      for (Object one : named) {
        String text = String.valueOf(one);
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        own.add(quoted ? text.substring(1, text.length() - 1) : text);
      }
    }
    return of(own);
  }

  /** Of a recruiter whose token names these. */
  public static Requisitions of(Set<String> own) {
    return new Requisitions(false, own);
  }

  /**
   * Whether a candidate of this requisition may be seen.
   *
   * @param requisition null when the candidate has none
   */
  public boolean cover(@Nullable String requisition) {
    return all || requisition == null || own.contains(requisition);
  }
}
