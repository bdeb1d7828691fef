// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A C2SP signed note: a text, an empty line, and one signature line or more.
 *
 * @param text what is signed, ending in a line feed
 * @param signatures 1 to 64 lines
 */
public record SignedNote(String text, List<SignatureLine> signatures) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_SIGNATURES = 64;

  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n")) {
      throw new MalformedTextException("note text does not end in a line feed");
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new MalformedTextException("note has " + signatures.size() + " signatures");
    }
  }

  /** Parses a note; bytes that would not be rendered the same are refused. */
  public static SignedNote parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedTextException("note has " + bytes.length + " bytes, limit " + MAX_BYTES);
    }
    String whole = StrictText.utf8(bytes);
    int border = whole.lastIndexOf("\n\n");
    if (border < 0 || !whole.endsWith("\n")) {
      throw new MalformedTextException("note lacks its empty line or its last line feed");
    }
    List<SignatureLine> lines = new ArrayList<>();
    for (int at = border + 2; at < whole.length(); ) {
      int end = whole.indexOf('\n', at);
      lines.add(SignatureLine.parse(whole.substring(at, end)));
      at = end + 1;
    }
    SignedNote note = new SignedNote(whole.substring(0, border + 1), lines);
    if (!Arrays.equals(note.toBytes(), bytes)) {
      throw new MalformedTextException("note does not render to its own bytes");
    }
    return note;
  }

  /** The note's bytes. */
  public byte[] toBytes() {
    StringBuilder whole = new StringBuilder(text).append('\n');
    signatures.forEach(line -> whole.append(line.render()));
    return whole.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The trusted keys that signed. A line that claims a trusted key and does not verify spoils the
   * whole note: nothing verified then. Lines of unknown keys are ignored.
   */
  public List<VerifierKey> verifiedBy(Collection<VerifierKey> trusted) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    List<VerifierKey> verified = new ArrayList<>();
    for (SignatureLine line : signatures) {
      for (VerifierKey key : trusted) {
        if (line.claims(key)) {
          if (!key.verifies(message, line.signature())) {
            return List.of();
          }
          verified.add(key);
        }
      }
    }
    return List.copyOf(verified);
  }
}
