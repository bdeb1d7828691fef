// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * How large a document may be.
 *
 * @param bytes the most bytes of a document
 * @param textChars the most characters of one text
 */
public record Limits(int bytes, int textChars) {

  /** The deepest nesting of objects and arrays. */
  public static final int MAX_DEPTH = 32;

  /** The most characters of a number. */
  public static final int MAX_NUMBER_CHARS = 32;

  /** The most characters of a field name. */
  public static final int MAX_NAME_CHARS = 256;

  /** The most entries of an object that is a map, and of a list. */
  public static final int MAX_ENTRIES = 4096;

  /** One record on a topic: 64 KiB, texts of 1 KiB. */
  public static final Limits RECORD = new Limits(64 * 1024, 1024);

  /** A dead letter shown by tools: it embeds a whole record and its headers in base64. */
  public static final Limits VIEW = new Limits(16 * 1024 * 1024, 16 * 1024 * 1024);

  JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(textChars)
                .maxNameLength(MAX_NAME_CHARS)
                .maxDocumentLength(bytes)
                .build())
        // Understood, so that they can be refused by their own code.
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // The same doubles, a third of the time: an explanation is mostly numbers of 17 digits.
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }
}
