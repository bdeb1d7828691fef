// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackPublisherTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
  void knowsTheAddressesOfThisMachine(String address) {
    assertTrue(LoopbackPublisher.isLoopback(address), address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "0.0.0.0",
        "192.168.1.127",
        "::",
        "fe80::1",
        "2001:db8::7f00:1",
        "::ffff:10.0.0.1",
        "localhost",
        "127.0.0.1.example.com",
        "1.2.3.4.5",
        ":::1",
        ""
      })
  void everythingElseIsElsewhere(String address) {
    assertFalse(LoopbackPublisher.isLoopback(address), address);
  }

  @Test
  void aCallerWithoutAnAddressIsElsewhere() {
    assertFalse(LoopbackPublisher.isLoopback(null));
  }
}
