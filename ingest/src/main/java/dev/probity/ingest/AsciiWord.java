// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** A word to look for in bytes that are not parsed. */
public final class AsciiWord {
  private final byte[] word;

  /** A word of at least one ASCII character. */
  public AsciiWord(String word) {
    if (word.isEmpty() || !US_ASCII.newEncoder().canEncode(word)) {
      throw new IllegalArgumentException("word has to be ASCII and not empty");
    }
    this.word = word.getBytes(US_ASCII);
  }

  /** Whether the bytes hold the word anywhere. */
  public boolean isIn(byte[] bytes) {
    byte first = word[0];
    for (int at = 0; at <= bytes.length - word.length; at++) {
      if (bytes[at] == first && Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
        return true;
      }
    }
    return false;
  }
}
