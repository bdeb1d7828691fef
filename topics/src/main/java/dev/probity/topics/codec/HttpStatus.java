// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

/** The status of an HTTP answer to a record that is refused. */
public final class HttpStatus {

  private HttpStatus() {}

  /**
   * 400 for what is no document, 413 for what is too large, 409 for repeats, 422 for a document
   * that says something it must not say.
   */
  public static int of(Decoded.Invalid<?> refusal) {
    return switch (refusal.code()) {
      case SCHEMA -> refusal.pointer().isEmpty() ? 400 : 422;
      case NAN, TOO_DEEP, BAD_UTF8, DUPLICATE_KEY, MISSING_KEY -> 400;
      case TOO_LARGE -> refusal.reason().equals(JsonInput.LONG_NUMBER) ? 400 : 413;
      case DUPLICATE_EVENT -> 409;
      case TYPE, RANGE, UNKNOWN_SCHEMA_VERSION, MODEL_MISSING, CLOCK_SKEW -> 422;
      case EXPLAIN_FAILED, INTERNAL_ERROR -> 500;
    };
  }
}
