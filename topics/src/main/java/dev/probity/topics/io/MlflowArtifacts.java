// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Objects among the artefacts that an MLflow server (3.x) proxies. */
final class MlflowArtifacts implements ObjectBucket {
  static final String SCHEME = "mlflow-artifacts:/";

  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int ABSENT = 404;

  private final URI server;
  private final String folder;
  private final @Nullable Path tokenFile;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A folder of artefacts.
   *
   * @param server the server's address
   * @param folder the path of the folder, empty or ending in a slash
   * @param tokenFile holds the bearer token; null for a server that asks for none
   */
  MlflowArtifacts(URI server, String folder, @Nullable Path tokenFile) {
    this.server = server;
    this.folder = folder;
    this.tokenFile = tokenFile;
  }

  @Override
  public byte @Nullable [] get(String name, int most) throws IOException {
    HttpResponse<InputStream> answer = send(name, request(name).GET());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == ABSENT) {
        return null;
      }
      require(name, answer.statusCode());
      return ObjectBucket.bounded(body.readNBytes(most + 1), most, address(name));
    }
  }

  /** The server has no cheaper answer than the object, whose body is not read. */
  @Override
  public boolean has(String name) throws IOException {
    HttpResponse<InputStream> answer = send(name, request(name).GET());
    answer.body().close();
    if (answer.statusCode() == ABSENT) {
      return false;
    }
    require(name, answer.statusCode());
    return true;
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    HttpResponse<InputStream> answer =
        send(name, request(name).PUT(BodyPublishers.ofByteArray(bytes)));
    answer.body().close();
    require(name, answer.statusCode());
  }

  private void require(String name, int status) throws IOException {
    if (status != OK) {
      throw new IOException(
          address(name)
              + ": the MLflow server "
              + server
              + " answered "
              + status
              + ". Maybe it was started without --serve-artifacts, or the token may not do this");
    }
  }

  private HttpRequest.Builder request(String name) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(server + "/api/2.0/mlflow-artifacts/artifacts/" + folder + name))
            .timeout(ANSWER);
    if (tokenFile != null) {
      request.header("Authorization", BearerFile.header(tokenFile));
    }
    return request;
  }

  private HttpResponse<InputStream> send(String name, HttpRequest.Builder request)
      throws IOException {
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address(name));
    }
  }

  @Override
  public String address(String name) {
    return SCHEME + folder + name;
  }
}
