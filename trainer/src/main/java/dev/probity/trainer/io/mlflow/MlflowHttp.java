// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.io.BearerFile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's REST interface, version 2.0. MLflow's own Java client cannot store artefacts without
 * Python and has no call for the registry, so both go straight to the server.
 */
final class MlflowHttp {
  /** The server's word for what is there already. */
  static final String EXISTS = "RESOURCE_ALREADY_EXISTS";

  /** The server's word for what is not there. */
  static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";

  private static final int MOST_ERROR = 300;

  private final URI url;
  private final @Nullable Path tokenFile;
  private final Duration timeout;
  private final HttpClient client;

  MlflowHttp(URI url, @Nullable Path tokenFile, Duration timeout) {
    this.url = url;
    this.tokenFile = tokenFile;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** The server's address. */
  String where() {
    return url.toString();
  }

  /**
   * What the server said.
   *
   * @param error its word for what is wrong; empty when nothing is
   * @param body its answer
   */
  record Answer(String error, Json.ObjectValue body) {}

  /** Asks with a body; refusals the caller does not expect are outages. */
  Answer post(String call, JsonWriter body, String... expected) throws RegistryOutageException {
    return answer(call, request(call).POST(json(body)), expected);
  }

  /** Asks with another verb. */
  Answer call(String verb, String call, JsonWriter body, String... expected)
      throws RegistryOutageException {
    return answer(call, request(call).method(verb, json(body)), expected);
  }

  /** Asks for what a name and its values identify. */
  Answer get(String call, Map<String, String> query, String... expected)
      throws RegistryOutageException {
    StringBuilder path = new StringBuilder(call);
    char separator = '?';
    for (Map.Entry<String, String> entry : new TreeMap<>(query).entrySet()) {
      path.append(separator).append(entry.getKey()).append('=').append(encoded(entry.getValue()));
      separator = '&';
    }
    return answer(call, request(path.toString()).GET(), expected);
  }

  /** Stores an artefact. */
  void put(String place, byte[] bytes) throws RegistryOutageException {
    String path = place.replace(" ", "%20");
    answer(
        "mlflow-artifacts/artifacts",
        request("mlflow-artifacts/artifacts/" + path).PUT(BodyPublishers.ofByteArray(bytes)));
  }

  private HttpRequest.Builder request(String call) throws RegistryOutageException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/api/2.0/" + call)).timeout(timeout);
    if (tokenFile != null) {
      try {
        request.header("Authorization", BearerFile.header(tokenFile));
      } catch (IOException unreadable) {
        throw new RegistryOutageException(
            "the token file " + tokenFile + " cannot be read, or is no line of visible ASCII");
      }
    }
    return request;
  }

  private static BodyPublisher json(JsonWriter body) {
    return BodyPublishers.ofByteArray(body.toBytes());
  }

  private Answer answer(String call, HttpRequest.Builder request, String... expected)
      throws RegistryOutageException {
    HttpResponse<byte[]> response;
    try {
      response =
          client.send(
              request.header("Content-Type", "application/json").build(),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException down) {
      throw new RegistryOutageException("MLflow at " + url + " does not answer " + call, down);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RegistryOutageException("interrupted while MLflow was asked " + call, interrupted);
    }
    Json.ObjectValue body = body(call, response);
    if (response.statusCode() < 300) {
      return new Answer("", body);
    }
    String code = text(body, "error_code");
    for (String word : expected) {
      if (word.equals(code)) {
        return new Answer(code, body);
      }
    }
    String said = text(body, "message").replaceAll("\\p{Cntrl}", " ");
    throw new RegistryOutageException(
        "MLflow at %s answers %s with %d %s: %s"
            .formatted(
                url,
                call,
                response.statusCode(),
                code,
                said.substring(0, Math.min(MOST_ERROR, said.length()))));
  }

  /** An answer that is no JSON object comes from something that is no MLflow. */
  private Json.ObjectValue body(String call, HttpResponse<byte[]> response)
      throws RegistryOutageException {
    byte[] bytes = response.body();
    if (bytes.length == 0) {
      return new Json.ObjectValue(Map.of());
    }
    try {
      return Json.parseObject(bytes);
    } catch (ModelRefusedException noJson) {
      if (response.statusCode() >= 300) {
        return new Json.ObjectValue(Map.of());
      }
      throw new RegistryOutageException(
          "MLflow at " + url + " answers " + call + " with what is no JSON object", noJson);
    }
  }

  private static String text(Json.ObjectValue body, String name) {
    return body.find(name) instanceof Json.TextValue text ? text.value() : "";
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
