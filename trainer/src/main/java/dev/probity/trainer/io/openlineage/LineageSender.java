// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.openlineage;

import dev.probity.topics.io.BearerFile;
import dev.probity.topics.io.HttpStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server of runs on a thread of its own, one event after the other: no run waits for it or
 * fails with it. What became of each event is in the folder of its run; the log hears of it once
 * per change. Source: OpenLineage's HTTP transport, {@code POST /api/v1/lineage}.
 */
public final class LineageSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LineageSender.class.getName());
  private static final int ATTEMPTS = 3;
  private static final int WAITING = 256;
  private static final long BACK_OFF_MILLIS = 250;
  private static final String CLOSED = "the trainer ended first";
  private static final String NO_KEY = "the key file holds no key";
  private static final String UNTOLD = "a defect of the trainer; its log says more";

  private final LineageSettings settings;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final @Nullable HttpClient http;
  private final @Nullable ThreadPoolExecutor thread;
  private boolean away;

  /** An event that waits for its turn. */
  private final class Turn implements Runnable {
    private final Path folder;
    private final String type;
    private final byte[] event;

    Turn(Path folder, String type, byte[] event) {
      this.folder = folder;
      this.type = type;
      this.event = event;
    }

    @Override
    public void run() {
      LineageDelivery delivery = new LineageDelivery(type, false, 0, UNTOLD);
      try {
        delivery = tell(type, event);
      } finally {
        keep(delivery);
      }
    }

    void keep(LineageDelivery delivery) {
      try {
        delivery.append(folder);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "what became of an event is not in its run", e);
      }
    }
  }

  /** A sender; without an address it does nothing. */
  public LineageSender(LineageSettings settings) {
    this.settings = settings;
    boolean told = settings.url() != null;
    this.http =
        told
            ? HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build()
            : null;
    this.thread =
        told
            ? new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("probity-openlineage").daemon().factory())
            : null;
  }

  /**
   * Tells of an event some time.
   *
   * @param folder the run's, which keeps what became of it
   * @param type the event's type
   * @param event its bytes
   */
  public void send(Path folder, String type, byte[] event) {
    if (thread != null) {
      Turn turn = new Turn(folder, type, event);
      try {
        thread.execute(turn);
      } catch (RejectedExecutionException full) {
        String why = thread.isShutdown() ? CLOSED : WAITING + " events wait already";
        turn.keep(new LineageDelivery(type, false, 0, why));
      }
    }
  }

  private LineageDelivery tell(String type, byte[] event) {
    HttpRequest request;
    try {
      request = request(event);
    } catch (IOException unreadable) {
      heard(false, NO_KEY);
      return new LineageDelivery(type, false, 0, NO_KEY);
    }
    String answer = CLOSED;
    int attempts = 0;
    boolean taken = false;
    // While it is away, each further event is tried once.
    int most = away ? 1 : ATTEMPTS;
    try {
      boolean again = true;
      while (again && attempts < most) {
        if (attempts > 0) {
          closing.await(BACK_OFF_MILLIS << attempts, TimeUnit.MILLISECONDS);
        }
        attempts++;
        try {
          int status = status(request);
          taken = status >= 200 && status < 300;
          again = !taken && HttpStatus.isPassing(status);
          answer = Integer.toString(status);
        } catch (IOException e) {
          answer = "no answer";
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      answer = CLOSED;
    }
    heard(taken, answer);
    return new LineageDelivery(type, taken, attempts, answer);
  }

  private HttpRequest request(byte[] event) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.url() + "/api/v1/lineage"))
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(event));
    Path key = settings.apiKeyFile();
    if (key != null) {
      request.header("Authorization", BearerFile.header(key));
    }
    return request.build();
  }

  /** The time-out of a request ends with the headers, and a body need not end. */
  private int status(HttpRequest request) throws IOException, InterruptedException {
    if (http == null) {
      throw new IllegalStateException("nobody is told");
    }
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, BodyHandlers.discarding());
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no whole answer in " + settings.timeout(), e);
    } finally {
      answer.cancel(true);
    }
  }

  private void heard(boolean taken, String answer) {
    if (taken == away) {
      away = !taken;
      LOG.log(
          taken ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
          "lineage events are {0}; url={1} answer={2}",
          taken ? "taken again" : "not taken, runs go on",
          settings.url(),
          answer);
    }
  }

  /** Waits for the events under way no longer than one attempt may take. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.shutdown();
    Duration patience = settings.timeout();
    try {
      if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        closing.countDown();
        List<Runnable> left = thread.shutdownNow();
        thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        for (Runnable waiting : left) {
          if (waiting instanceof Turn turn) {
            turn.keep(new LineageDelivery(turn.type, false, 0, CLOSED));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
