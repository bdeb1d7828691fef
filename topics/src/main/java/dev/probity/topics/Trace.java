// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.value.Check;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context a record carries. Texts that are no trace context are left out, because a
 * broken trace is no reason to lose a record.
 *
 * @param parent this hop, {@code traceparent}; null when not traced
 * @param state vendor data of this hop, {@code tracestate}; null when there is none
 * @param first the first hop, {@code ce_traceparent}, set once and copied; null when not traced
 */
public record Trace(@Nullable String parent, @Nullable String state, @Nullable String first) {

  /** Nothing is traced. */
  public static final Trace NONE = new Trace(null, null, null);

  private static final int MAX_STATE_CHARS = 512;
  private static final String FORM = "00-tttttttttttttttttttttttttttttttt-pppppppppppppppp-ff";
  private static final Pattern STATE = Pattern.compile("[ -~]+");

  /** Keeps what is well-formed. */
  public Trace {
    parent = parent != null && isTraceParent(parent) ? parent : null;
    first = first != null && isTraceParent(first) ? first : null;
    state = parent != null && state != null && isState(state) ? state : null;
  }

  /** The context of a record that follows from a traced one: a new hop, the same first hop. */
  public Trace next(@Nullable String hop) {
    return new Trace(hop, hop == null ? null : state, first != null ? first : parent);
  }

  /** Read for every record by every reader, where a pattern cost a twentieth of all CPU. */
  private static boolean isTraceParent(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char asked = FORM.charAt(i);
      char found = text.charAt(i);
      boolean fixed = asked == '0' || asked == '-';
      if (fixed ? found != asked : !Check.isLowerHex(found)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isState(String text) {
    return text.length() <= MAX_STATE_CHARS && STATE.matcher(text).matches();
  }
}
