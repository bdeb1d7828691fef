// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import dev.probity.topics.record.ReasonCode;
import java.io.IOException;

/** Carries a refusal out of nested readers; it never leaves this package. */
final class Refusal extends IOException {

  private static final long serialVersionUID = 1L;

  private final ReasonCode code;
  private final String pointer;

  Refusal(ReasonCode code, String reason, String pointer) {
    super(reason);
    this.code = code;
    this.pointer = pointer;
  }

  <T> Decoded<T> toDecoded() {
    return new Decoded.Invalid<>(code, String.valueOf(getMessage()), pointer);
  }

  /** A refusal is an ordinary result: no stack trace. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
