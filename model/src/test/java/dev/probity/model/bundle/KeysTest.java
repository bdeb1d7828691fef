// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Fixtures;
import dev.probity.model.ModelDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final String VKEY =
      "ledger.probity.example+3903c6d7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

  @Test
  void publicKeyOfSeedEqualsRfc8032Tests() {
    String[][] vectors = {
      {
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
      },
      {
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
      },
      {
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
      }
    };
    for (String[] vector : vectors) {
      byte[] seed = HexFormat.of().parseHex(vector[0]);
      assertEquals(vector[1], HexFormat.of().formatHex(Ed25519.publicKey(seed)));
    }
  }

  @Test
  void signatureOfEmptyMessageEqualsRfc8032Test() {
    byte[] seed =
        HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    assertEquals(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
            + "f9b46bd25bf5f0595bbe24655141438e7a100b",
        HexFormat.of().formatHex(Ed25519.sign(seed, new byte[0])));
  }

  @Test
  void vkeyOfKnownSeedEqualsReference() {
    byte[] seed = new byte[32];
    for (int i = 0; i < 32; i++) {
      seed[i] = (byte) i;
    }
    SigningKey key = SigningKey.of("ledger.probity.example", seed);
    assertEquals(VKEY, key.trusted().vkey());
    assertEquals(VKEY, TrustedKey.parse(VKEY).vkey());
    assertFalse(key.toString().contains(Base64.getEncoder().encodeToString(seed)));
  }

  @Test
  void everySingleByteChangeOfVkeyIsRefused() {
    for (int at = 0; at < VKEY.length(); at++) {
      for (char replacement : "aA0+/=~ \n".toCharArray()) {
        if (replacement != VKEY.charAt(at)) {
          String changed = VKEY.substring(0, at) + replacement + VKEY.substring(at + 1);
          assertThrows(IllegalArgumentException.class, () -> TrustedKey.parse(changed), changed);
        }
      }
    }
  }

  @Test
  void signatureVerifiesForItsModelOnly() {
    // Given
    SigningKey key = Fixtures.key(3);
    ModelDigest digest = ModelDigest.of(new byte[] {1, 2, 3});
    // When
    String[] parts = key.signatureLine(digest).strip().split(" ");
    byte[] signature = Base64.getDecoder().decode(parts[2]);
    // Then
    assertArrayEquals(new String[] {key.trusted().name(), key.trusted().id(), parts[2]}, parts);
    assertTrue(key.trusted().verifies(digest, signature));
    assertFalse(key.trusted().verifies(ModelDigest.of(new byte[0]), signature));
    assertFalse(Fixtures.key(4).trusted().verifies(digest, signature));
    assertFalse(key.trusted().verifies(digest, new byte[63]));
    signature[5] ^= 1;
    assertFalse(key.trusted().verifies(digest, signature));
  }
}
