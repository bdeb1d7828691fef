// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

/** What the status of an HTTP answer means to whoever calls. */
public final class HttpStatus {
  private HttpStatus() {}

  /**
   * Whether the same request may be answered otherwise at the next attempt: 408, 425, 429 and 500
   * to 599. A redirect is not followed and will not pass. Source: RFC 9110, section 15; RFC 8470;
   * RFC 6585.
   *
   * @param status of the answer, 100 to 599
   */
  public static boolean isPassing(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }
}
