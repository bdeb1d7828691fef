// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature of a note: {@code — <name> <base64>}, decoded a key id and the signature.
 *
 * @param name key name
 * @param base64 canonical base64 of four bytes of key id and at least one of signature
 */
public record SignatureLine(String name, String base64) {
  static final String DASH = "\u2014 ";

  public SignatureLine {
    VerifierKey.checkedName(name);
    if (StrictText.base64(base64).length < 5) {
      throw new MalformedTextException("signature is shorter than its key id");
    }
  }

  static SignatureLine of(String name, byte[] blob) {
    return new SignatureLine(name, Base64.getEncoder().encodeToString(blob));
  }

  /** Reads a line without its line feed; anything that would not be rendered so is refused. */
  public static SignatureLine parse(String line) {
    int space = line.indexOf(' ', DASH.length());
    if (!line.startsWith(DASH) || space < 0) {
      throw new MalformedTextException("signature line is not dash, name, base64");
    }
    return new SignatureLine(line.substring(DASH.length(), space), line.substring(space + 1));
  }

  /** Whether the line claims to be of this key: same name and id. */
  public boolean claims(VerifierKey key) {
    return name.equals(key.name()) && ByteBuffer.wrap(blob()).getInt() == key.keyId();
  }

  /** The signature without the key id. */
  byte[] signature() {
    byte[] blob = blob();
    return Arrays.copyOfRange(blob, 4, blob.length);
  }

  private byte[] blob() {
    return Base64.getDecoder().decode(base64);
  }

  /** When a witness signed, in seconds since 1970; 0 when the line holds no time. */
  public long time() {
    byte[] signature = signature();
    return signature.length == Cosigner.TIME_BYTES + Ed25519.SIGNATURE_BYTES
        ? Cosigner.time(signature)
        : 0;
  }

  /** The line with its line feed. */
  public String render() {
    return DASH + name + ' ' + base64 + '\n';
  }
}
