// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * How values of one kind stand in JSON.
 *
 * @param <F> the type of the values
 */
interface JsonType<F> {

  /** Writes the value at the current place. */
  void write(JsonGenerator out, F value) throws IOException;

  /** Reads the current token and, for objects and arrays, everything up to its end. */
  F read(JsonInput in) throws IOException;
}
