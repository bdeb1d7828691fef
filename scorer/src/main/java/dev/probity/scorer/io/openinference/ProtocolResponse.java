// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.scorer.io.openinference.InferenceOutcome.Problem;
import dev.probity.scorer.openinference.EncodedAnswer;
import dev.probity.scorer.openinference.InferenceAnswer;
import dev.probity.scorer.openinference.ModelDescription;
import dev.probity.scorer.openinference.ModelDescription.TensorDescription;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers as the protocol wants them: its JSON objects, its error object, our headers. */
final class ProtocolResponse {
  /** Where the JSON part ends, when bytes follow. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ProtocolResponse() {}

  /** An object or list as JSON. */
  static Response json(Exchange exchange, int status, Object body) {
    try {
      return headed(Response.status(status), exchange)
          .type(MediaType.APPLICATION_JSON)
          .entity(JSON.writeValueAsBytes(body))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and lists are always JSON", e);
    }
  }

  /** The protocol's error object. */
  static Response error(Exchange exchange, Problem problem, String words) {
    Response response = json(exchange, problem.status(), Map.of("error", words));
    return switch (problem) {
      case BUSY -> Response.fromResponse(response).header("Retry-After", "1").build();
      case UNAVAILABLE, LATE -> Response.fromResponse(response).header("Retry-After", "2").build();
      case BAD_REQUEST, UNKNOWN, INTERNAL -> response;
    };
  }

  static Response outcome(Exchange exchange, InferenceOutcome outcome) {
    return switch (outcome) {
      case InferenceOutcome.Failed(Problem problem, String words) ->
          error(exchange, problem, words);
      case InferenceOutcome.Answered(InferenceAnswer answer) -> {
        EncodedAnswer encoded = EncodedAnswer.of(answer);
        Response.ResponseBuilder built = headed(Response.ok(), exchange);
        if (encoded.isBinary()) {
          built.header(JSON_LENGTH, encoded.jsonLength()).type("application/octet-stream");
        } else {
          built.type(MediaType.APPLICATION_JSON);
        }
        yield built.entity(encoded.body().toArray()).build();
      }
    };
  }

  private static Response.ResponseBuilder headed(
      Response.ResponseBuilder built, Exchange exchange) {
    return built
        .header("ce-specversion", "1.0")
        .header("X-Request-ID", exchange.requestId())
        .header("traceparent", exchange.traceParent());
  }

  /** The metadata object of a model. */
  static Map<String, Object> metadata(ModelDescription model) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("name", model.name());
    node.put("versions", model.versions());
    node.put("platform", ModelDescription.PLATFORM);
    node.put("inputs", tensors(model.inputs()));
    node.put("outputs", tensors(model.outputs()));
    node.put("properties", model.properties());
    return node;
  }

  private static List<Map<String, Object>> tensors(List<TensorDescription> tensors) {
    return tensors.stream()
        .map(
            one -> {
              Map<String, Object> node = new LinkedHashMap<>();
              node.put("name", one.name());
              node.put("datatype", one.datatype().name());
              node.put("shape", one.shape());
              node.put("parameters", one.parameters());
              return node;
            })
        .toList();
  }
}
