// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import java.util.List;

/**
 * The roles of callers, the only role names there are: in tokens, endpoints, pages and documents
 * alike. Nobody holds all of them; there is no administrator.
 */
public final class Roles {
  /** Submits candidates, and nothing else. */
  public static final String PUBLISHER = "publisher";

  /** Reads decisions and decides on them. */
  public static final String RECRUITER = "recruiter";

  /** Reads everything; each read is recorded. */
  public static final String AUDITOR = "auditor";

  /** Trains, releases, stops; decides about no person. */
  public static final String OPERATOR = "operator";

  /** Erases and holds. */
  public static final String DPO = "dpo";

  /** Reads signed tree heads and their consistency. */
  public static final String WITNESS = "witness";

  private static final List<String> ALL =
      List.of(PUBLISHER, RECRUITER, AUDITOR, OPERATOR, DPO, WITNESS);

  private Roles() {}

  /** All six, as the columns of the access table stand. */
  public static List<String> all() {
    return ALL;
  }
}
