// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.BearerFile;
import dev.probity.topics.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks other systems for pages: only those that may be asked, without following redirects, with
 * bounded answers, and a few times when they are busy.
 */
final class PullClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int TRIES = 5;

  private final PullConfig config;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  PullClient(PullConfig config) {
    this.config = config;
  }

  /**
   * What was answered.
   *
   * @param body the page
   * @param links the values of the link headers
   */
  record Answer(Bytes body, List<String> links) {
    /** Copies the links. */
    Answer {
      links = List.copyOf(links);
    }
  }

  /**
   * Asks for a page, up to five times.
   *
   * @throws IllegalArgumentException when the address may not be asked
   * @throws IOException when no page is answered
   */
  Answer get(URI address) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.allowed(address))
            .timeout(PATIENCE)
            .header("Accept", "application/json");
    if (config.tokenFile() != null) {
      request.header("Authorization", BearerFile.header(config.tokenFile()));
    }
    String where = PullIngest.plain(address);
    for (int attempt = 1; ; attempt++) {
      Duration pause = Duration.ofMillis(250L << attempt);
      try {
        HttpResponse<byte[]> answer = send(request.build());
        int status = answer.statusCode();
        if (status == 200) {
          return new Answer(page(answer.body(), where), answer.headers().allValues("Link"));
        }
        if ((status != 429 && status < 500) || attempt == TRIES) {
          throw new IllegalArgumentException(
              where + " answered " + status + ", expected 200; redirects are not followed");
        }
        pause = pause(answer, pause);
      } catch (IOException e) {
        if (attempt == TRIES) {
          throw new IOException(where + " did not answer " + TRIES + " times", e);
        }
      }
      Thread.sleep(pause);
    }
  }

  /** The time-out of a request ends with the headers, and a body could drip for ever. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    int most = config.maxPageBytes();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, head -> new FirstBytes(most));
    try {
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no whole answer in " + PATIENCE, e);
    }
  }

  private Bytes page(byte[] body, String where) {
    if (body.length > config.maxPageBytes()) {
      throw new IllegalArgumentException(
          where + " answered more than probity.pull.max-page-bytes = " + config.maxPageBytes());
    }
    return Bytes.copyOf(body);
  }

  private static Duration pause(HttpResponse<byte[]> answer, Duration usual) {
    String asked = answer.headers().firstValue("Retry-After").orElse("");
    Duration pause = asked.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(asked)) : usual;
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** Reads a body until it is whole, or longer than it may be. */
  private static final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    FirstBytes(int most) {
      this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription body) {
      subscription = body;
      body.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        bytes.writeBytes(copy);
      }
      if (bytes.size() > most && subscription != null) {
        subscription.cancel();
        whole.complete(bytes.toByteArray());
      }
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }
}
