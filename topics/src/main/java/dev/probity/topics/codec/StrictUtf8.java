// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/** UTF-8 that is refused when malformed, never patched with replacement characters. */
public final class StrictUtf8 {

  private StrictUtf8() {}

  /** The text, or null when the bytes are not well-formed UTF-8. */
  public static @Nullable String decode(byte[] bytes) {
    if (isAscii(bytes)) {
      return new String(bytes, US_ASCII);
    }
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Nearly all headers and keys are ASCII, and a decoder costs more than reading them. */
  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
