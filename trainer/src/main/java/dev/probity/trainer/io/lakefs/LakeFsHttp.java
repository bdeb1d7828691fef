// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.lakefs;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Objects;

/**
 * lakeFS' REST interface, version 1. Nothing is tried twice: whoever asks knows what a repetition
 * means. Answers are bounded, redirections are not followed.
 */
final class LakeFsHttp {
  static final int CREATED = 201;
  static final int ABSENT = 404;
  static final int CONFLICT = 409;

  private static final int MOST_JSON = 4 << 20;
  private static final int MOST_ERROR = 300;

  private final LakeFsSettings settings;
  private final URI url;
  private final HttpClient client;

  LakeFsHttp(LakeFsSettings settings) {
    this.settings = settings;
    this.url = Objects.requireNonNull(settings.url(), "url");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Server and repository, for messages. */
  String where() {
    return "lakeFS at " + url + ", repository " + settings.repository();
  }

  /** What the server answered. */
  static final class Answer {
    private final int status;
    private final byte[] bytes;

    private Answer(int status, byte[] bytes) {
      this.status = status;
      this.bytes = bytes;
    }

    /** Its HTTP status. */
    int status() {
      return status;
    }

    /** Its body; handed over, not copied. */
    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Asks for what a path below the repository names; absent is no error.
   *
   * @param most bytes to read; of a longer answer one more is read
   */
  Answer get(String path, long most) throws IOException {
    return send("GET", path, request(path).GET(), most, ABSENT);
  }

  /** Makes something; a conflict is no error. */
  Answer post(String path, JsonWriter body) throws IOException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body.toBytes()));
    return send("POST", path, request, MOST_JSON, CONFLICT);
  }

  /** Stores an object. */
  void upload(String path, byte[] content) throws IOException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(content));
    Answer unused = send("POST", path, request, MOST_JSON, -1);
  }

  /** Takes something away; what is absent is no error. */
  void delete(String path) throws IOException {
    Answer unused = send("DELETE", path, request(path).DELETE(), MOST_JSON, ABSENT);
  }

  /** An answer of the server as an object. */
  Json.ObjectValue json(String path, Answer answer) throws IOException {
    try {
      return Json.parseObject(answer.bytes());
    } catch (ModelRefusedException noJson) {
      throw new IOException(where() + " answers " + path + " with what is no JSON object", noJson);
    }
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) throws IOException {
    URI target = URI.create(url + "/api/v1/repositories/" + encoded(settings.repository()) + path);
    String holder = settings.accessKeyId() + ":" + secret();
    return HttpRequest.newBuilder(target)
        .timeout(settings.timeout())
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(holder.getBytes(StandardCharsets.UTF_8)));
  }

  private String secret() throws IOException {
    if (settings.secretKeyFile() == null) {
      return settings.secretKey() == null ? "" : settings.secretKey();
    }
    try {
      return Files.readString(settings.secretKeyFile()).strip();
    } catch (IOException unreadable) {
      throw new IOException("the secret file " + settings.secretKeyFile() + " cannot be read");
    }
  }

  /** Sends; a status that is neither good nor the expected one is an error. */
  private Answer send(
      String verb, String path, HttpRequest.Builder request, long most, int expected)
      throws IOException {
    String call = verb + " " + path.replaceAll("\\?.*", "");
    Answer answer = answer(call, request.build(), most);
    if (answer.status() >= 300 && answer.status() != expected) {
      throw new IOException(
          where() + " answers " + call + " with " + answer.status() + ": " + said(answer));
    }
    return answer;
  }

  private Answer answer(String call, HttpRequest request, long most) throws IOException {
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      return new Answer(response.statusCode(), bytes(response, most));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while lakeFS was asked " + call, interrupted);
    } catch (IOException down) {
      throw new IOException(where() + " does not answer " + call, down);
    }
  }

  /** One byte too many is enough for whoever knows the size, or parses, to see that. */
  private static byte[] bytes(HttpResponse<InputStream> response, long most) throws IOException {
    try (InputStream body = response.body()) {
      return body.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
    }
  }

  private static String said(Answer answer) {
    String text;
    try {
      Json.ObjectValue body = Json.parseObject(answer.bytes());
      text = body.find("message") instanceof Json.TextValue message ? message.value() : "";
    } catch (ModelRefusedException noJson) {
      text = "no message";
    }
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.substring(0, Math.min(MOST_ERROR, line.length()));
  }
}
