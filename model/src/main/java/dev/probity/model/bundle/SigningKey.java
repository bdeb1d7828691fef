// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.ModelDigest;
import java.util.Base64;

/** A private key that signs models. Its text form hides the seed. */
public final class SigningKey {
  private final byte[] seed;
  private final TrustedKey trusted;

  private SigningKey(byte[] seed, TrustedKey trusted) {
    this.seed = seed;
    this.trusted = trusted;
  }

  /**
   * The key of a seed.
   *
   * @param name printable ASCII without spaces and plus signs, such as {@code trainer.example/1}
   * @param seed 32 bytes
   */
  public static SigningKey of(String name, byte[] seed) {
    if (!name.matches("[!-*,-~]{1,200}")) {
      throw new IllegalArgumentException("key name must be printable, without spaces and '+'");
    }
    return new SigningKey(seed.clone(), new TrustedKey(name, Ed25519.publicKey(seed)));
  }

  /** The public half, to be trusted elsewhere. */
  public TrustedKey trusted() {
    return trusted;
  }

  /** The line of {@code SIGNATURES}, with its line feed: name, key id, signature in base64. */
  public String signatureLine(ModelDigest digest) {
    byte[] signature = Ed25519.sign(seed, TrustedKey.signedBytes(digest));
    String text = Base64.getEncoder().encodeToString(signature);
    return trusted.name() + " " + trusted.id() + " " + text + "\n";
  }

  /** The public half. */
  @Override
  public String toString() {
    return "SigningKey[" + trusted.vkey() + "]";
  }
}
