// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;

/**
 * What came of reading bytes: a record, or the coded reason why they are none.
 *
 * @param <T> the type of the record
 */
public sealed interface Decoded<T> {

  /**
   * The bytes are a record.
   *
   * @param value the record
   * @param <T> the type of the record
   */
  record Valid<T>(T value) implements Decoded<T> {
    /** Checks the component. */
    public Valid {
      Check.present(value, "value");
    }
  }

  /**
   * The bytes are no such record.
   *
   * @param code why, from the closed list
   * @param reason what was expected, in words; never a value from the bytes
   * @param pointer where, as a JSON pointer (RFC 6901); empty when it is the document as a whole
   * @param <T> the type of the record that was expected
   */
  record Invalid<T>(ReasonCode code, String reason, String pointer) implements Decoded<T> {
    /** Checks the components. */
    public Invalid {
      Check.present(code, "code");
      Check.text(reason, "reason");
      Check.present(pointer, "pointer");
    }

    /** What and where in one text. */
    public String describe() {
      return pointer.isEmpty() ? reason : pointer + " " + reason;
    }

    /** The same refusal where another type was expected. */
    public <O> Invalid<O> as() {
      return new Invalid<>(code, reason, pointer);
    }
  }
}
