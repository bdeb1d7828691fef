// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.ModelDigest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public key that may sign models, written as {@code name+<8 hex key id>+<base64>} (vkey). */
public final class TrustedKey {
  private static final byte ED25519 = 1;
  private static final byte[] CONTEXT = "probity/v1/model\n".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern FORM =
      Pattern.compile("([!-*,-~]{1,200})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]{44})");

  private final String name;
  private final byte[] publicKey;
  private final PublicKey key;
  private final String id;

  TrustedKey(String name, byte[] publicKey) {
    this.name = name;
    this.publicKey = publicKey.clone();
    this.key = Ed25519.decode(publicKey);
    this.id = keyId(name, publicKey);
  }

  /**
   * Reads a vkey; whatever would be written differently is refused.
   *
   * @param vkey one line without its line feed
   * @throws IllegalArgumentException if it is not exactly a vkey of an Ed25519 key
   */
  public static TrustedKey parse(String vkey) {
    Matcher form = FORM.matcher(vkey);
    if (form.matches()) {
      byte[] typed = Base64.getDecoder().decode(form.group(3));
      if (typed.length == Ed25519.KEY_BYTES + 1 && typed[0] == ED25519) {
        TrustedKey key = new TrustedKey(form.group(1), Arrays.copyOfRange(typed, 1, typed.length));
        if (key.vkey().equals(vkey)) {
          return key;
        }
      }
    }
    throw new IllegalArgumentException("not a vkey. Maybe the line is cut or the id is wrong");
  }

  /** The key's name. */
  public String name() {
    return name;
  }

  /** First 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), in hexadecimal. */
  public String id() {
    return id;
  }

  /** The key in its text form. */
  public String vkey() {
    byte[] typed = new byte[Ed25519.KEY_BYTES + 1];
    typed[0] = ED25519;
    System.arraycopy(publicKey, 0, typed, 1, Ed25519.KEY_BYTES);
    return name + "+" + id + "+" + Base64.getEncoder().encodeToString(typed);
  }

  /** Whether the 64 bytes are this key's signature of the model. */
  public boolean verifies(ModelDigest digest, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_BYTES
        && Ed25519.verify(key, signedBytes(digest), signature);
  }

  /** The text form. */
  @Override
  public String toString() {
    return vkey();
  }

  static byte[] signedBytes(ModelDigest digest) {
    byte[] bytes = Arrays.copyOf(CONTEXT, CONTEXT.length + 32);
    System.arraycopy(digest.bytes(), 0, bytes, CONTEXT.length, 32);
    return bytes;
  }

  private static String keyId(String name, byte[] publicKey) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    bytes.write('\n');
    bytes.write(ED25519);
    bytes.writeBytes(publicKey);
    byte[] hash = HexFormat.of().parseHex(ModelDigest.sha256(bytes.toByteArray()));
    return HexFormat.of().formatHex(hash, 0, 4);
  }
}
