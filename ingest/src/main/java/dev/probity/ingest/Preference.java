// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller would rather have (RFC 7240); what cannot be read is passed over, as it says. */
public final class Preference {
  /** The longest wait, whatever is asked for. */
  public static final Duration MOST = Duration.ofSeconds(30);

  private static final Pattern WAIT =
      Pattern.compile(
          "(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,6})\"?\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

  private Preference() {}

  /**
   * How long the caller waits for the answer.
   *
   * @param headers the values of {@code Prefer}; example: {@code wait=5} is five seconds, {@code
   *     wait=9999} is {@link #MOST}
   * @return zero when no wait is preferred
   */
  public static Duration wait(List<String> headers) {
    for (String header : headers) {
      Matcher found = WAIT.matcher(header);
      if (found.find()) {
        Duration asked = Duration.ofSeconds(Long.parseLong(found.group(1)));
        return asked.compareTo(MOST) > 0 ? MOST : asked;
      }
    }
    return Duration.ZERO;
  }
}
