// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

/**
 * How much one request may hold.
 *
 * @param rows the most rows, which is the most elements of a tensor
 * @param bytes the most bytes of a body
 */
public record Limits(int rows, int bytes) {
  /** The most tensors of a request, and of outputs it asks for. */
  public static final int TENSORS = 512;

  /** The most dimensions of a shape. */
  public static final int DIMENSIONS = 8;

  /** The most characters of a text. */
  public static final int TEXT_CHARS = 1024;

  /** The deepest nesting of JSON. */
  public static final int DEPTH = 32;

  /** The most characters of a number in JSON. */
  public static final int NUMBER_CHARS = 32;
}
