// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.ModelRefusedException;

/** What the reader of XGBoost documents needs of a format: members and elements, one by one. */
sealed interface DocumentReader permits JsonReader, UbjReader {
  /** Enters an object. */
  void beginObject();

  /** Leaves an object. */
  void endObject();

  /** Enters an array. */
  void beginArray();

  /** Leaves an array. */
  void endArray();

  /** Whether the next value is an array. */
  boolean isArray();

  /** Whether the open object or array has another member; it is read next. */
  boolean hasNext();

  /** Name of the next member of an object. */
  String nextName();

  /** A string. */
  String nextString();

  /** A whole number that fits an int. */
  int nextInt();

  /** A float32; NaN and infinities only if asked for. */
  float nextFloat(boolean nonFinite);

  /** Reads over the next value. */
  void skipValue();

  /** Requires that nothing follows. */
  void end();

  /** A refusal of this document at the present byte. */
  ModelRefusedException refused(String found);
}
