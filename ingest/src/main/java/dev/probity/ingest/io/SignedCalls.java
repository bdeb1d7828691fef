// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.WebhookCall;
import dev.probity.ingest.WebhookSignature;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Signed calls of one address over HTTP; so many at a time, and no redirect is followed. An answer
 * is one when its body has ended within the timeout; what is in it is dropped.
 */
final class SignedCalls implements WebhookStep.Receiver {
  private final WebhookSettings settings;
  private final WebhookSignature signature;
  private final InstantSource clock;
  private final HttpClient http;
  private final Semaphore underWay;

  SignedCalls(WebhookSettings settings, WebhookSignature signature, InstantSource clock) {
    this.settings = settings;
    this.signature = signature;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
    this.underWay = new Semaphore(settings.inFlight());
  }

  @Override
  public CompletableFuture<Integer> tell(WebhookCall call) {
    underWay.acquireUninterruptibly();
    CompletableFuture<HttpResponse<Void>> exchange =
        http.sendAsync(request(call), HttpResponse.BodyHandlers.discarding());
    // The timeout of a request ends with the headers; a body may go on for ever.
    return exchange
        .thenApply(HttpResponse::statusCode)
        .orTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (status, failure) -> {
              exchange.cancel(true);
              underWay.release();
            });
  }

  private HttpRequest request(WebhookCall call) {
    byte[] body = call.body().toArray();
    long seconds = clock.instant().getEpochSecond();
    return HttpRequest.newBuilder(settings.url())
        .timeout(settings.timeout())
        .header("content-type", "application/json")
        .header("webhook-id", call.id())
        .header("webhook-timestamp", Long.toString(seconds))
        .header("webhook-signature", signature.sign(call.id(), seconds, body))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }
}
