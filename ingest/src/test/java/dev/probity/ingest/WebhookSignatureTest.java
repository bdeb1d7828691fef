// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** Computed with Python's hmac over the same bytes; the example of the published scheme. */
  @Test
  void theSignatureIsWhatTheReceiversLibrariesCompute() {
    String signature =
        WebhookSignature.of(SECRET)
            .sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330L,
                "{\"test\": 2432232314}".getBytes(UTF_8));
    assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
  }

  @Test
  void aSecretThatIsNoneIsRefusedAndNotRepeated() {
    for (String wrong : List.of("", "whsec_", "not base64!", "c2hvcnQ=")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> WebhookSignature.of(wrong));
      assertFalse(wrong.length() > 6 && refused.getMessage().contains(wrong));
    }
  }

  @Test
  void theCallNamesTheDecisionAndCarriesNoVector() {
    byte[] record = Topics.PREDICTIONS.codec().encode(Predictions.example());
    DecisionCall call = DecisionCall.of(record);
    assertEquals(Predictions.example().id(), call.id());
    String body = new String(call.body().toArray(), UTF_8);
    assertEquals(call, DecisionCall.of(record));
    assertFalse(body.contains("vector") || body.contains("margin"), body);
    assertEquals("dev.probity.prediction.scored.v1", body.substring(9, 41), "the type comes first");
    assertEquals(null, DecisionCall.of("{}".getBytes(UTF_8)));
  }
}
