// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.openinference.InferenceReading;
import dev.probity.topics.record.ReasonCode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * A call that came over HTTP.
 *
 * @param door which address, as rejects name it
 * @param model the model in the address; null for the one there is
 * @param version the version in the address; null for the one that scores
 */
record HttpCall(String door, @Nullable String model, @Nullable String version) {

  CompletionStage<Response> answer(
      InferenceService service, byte[] body, HttpHeaders headers, SecurityContext caller) {
    Exchange exchange = InferenceResource.exchange(headers);
    InferenceCall call =
        new InferenceCall(
            door,
            subject(caller),
            exchange.requestId(),
            exchange.trace(),
            model,
            version,
            reading(service, body, headers));
    return service
        .infer(call, body)
        .thenApply(outcome -> ProtocolResponse.outcome(exchange, outcome));
  }

  /** A caller that says nothing about its body sends JSON. */
  private static InferenceReading reading(
      InferenceService service, byte[] body, HttpHeaders headers) {
    try {
      byte[] unpacked =
          HttpBody.unpacked(
              body, headers.getHeaderString("Content-Encoding"), service.maxBodyBytes());
      return service.reader().read(unpacked, headers.getHeaderString(ProtocolResponse.JSON_LENGTH));
    } catch (HttpBody.Unreadable e) {
      return new InferenceReading.Refused(ReasonCode.SCHEMA, String.valueOf(e.getMessage()));
    }
  }

  /** The subject of the caller's token, else its name. */
  static String subject(SecurityContext caller) {
    Principal principal = caller.getUserPrincipal();
    return principal instanceof JsonWebToken token ? token.getSubject() : principal.getName();
  }
}
