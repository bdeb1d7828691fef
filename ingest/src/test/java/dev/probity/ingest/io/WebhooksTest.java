// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  /** The digits are those of: printf %s https://a.example/token-1 | sha256sum | cut -c1-16. */
  @Test
  void oneSeesWhichReceiverIsAwayAndNotItsAddress() {
    IngestConfig config =
        IngestConfig.parse(
            Map.of(
                "probity.ingest.release-webhook.urls",
                "https://a.example/token-1, https://b.example/token-2",
                "probity.ingest.release-webhook.secret-files",
                "/a, /b"));
    try (Webhooks webhooks = new Webhooks(config, new SimpleMeterRegistry(), () -> Instant.EPOCH)) {
      String[] states = webhooks.releases().split("; ");
      assertEquals(2, states.length);
      assertTrue(states[0].startsWith("release-webhook-08b7f319b6c1375d "), states[0]);
      assertTrue(states[1].startsWith("release-webhook-46b5623fd36a5313 "), states[1]);
      assertFalse(webhooks.releases().contains("token"), webhooks.releases());
      assertEquals("off", webhooks.decisions());
    }
  }
}
