// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.ingest.Arrival;
import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.PullPage;
import dev.probity.ingest.RequestEvent;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Trace;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Pulls candidates page by page from another system. Where to go on is written down after the
 * broker has a page; event ids are the digest of what was pulled, so that a page that is pulled
 * again is decided once.
 */
public final class PullIngest {
  private static final String DOOR = "pull";
  private static final int MOST_ROWS = 100_000;
  private static final int MOST_PAGES = 1_000_000;
  private static final int DIGITS = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Producer<byte[], byte[]> producer;
  private final TopicNames names;
  private final Refusals refusals;
  private final PullClient client;
  private final InstantSource clock;
  private final IngestListener listener;
  private long read;
  private long accepted;
  private long rejected;

  /**
   * A door for pulling once.
   *
   * @param producer idempotent, acknowledged by all replicas; not closed here
   * @param listener hears of every candidate the broker has
   */
  public PullIngest(
      Producer<byte[], byte[]> producer,
      TopicNames names,
      PullConfig config,
      InstantSource clock,
      IngestListener listener) {
    this.producer = producer;
    this.names = names;
    this.refusals = new Refusals(names, IngestService.version());
    this.client = new PullClient(config);
    this.clock = clock;
    this.listener = listener;
  }

  /** A record on its way and whether it is a candidate. */
  private record Sent(Future<RecordMetadata> acknowledged, IntakeResult result) {}

  /**
   * Pulls until the last page, from where an earlier run was interrupted.
   *
   * @throws IllegalArgumentException when an address may not be asked, or an answer is no page
   * @throws UncheckedIOException when the other system or the broker does not answer
   */
  public FileReport run(PullRequest request) throws InterruptedException {
    CandidateIntake intake =
        new CandidateIntake(List.of(request.profile()), Duration.ofDays(36_500));
    try (RejectsFile rejects = RejectsFile.open(request.rejects())) {
      URI next = begin(request);
      for (int pages = 0; next != null; pages++) {
        if (pages == MOST_PAGES) {
          throw new IllegalArgumentException(
              "more than " + MOST_PAGES + " pages, each with a next");
        }
        PullClient.Answer answer = client.get(next);
        PullPage page =
            PullPage.read(answer.body().toArray(), request.items(), request.cursor(), MOST_ROWS);
        take(page, intake, rejects);
        URI after = page.next(next, answer.links(), request.cursor());
        if (next.equals(after)) {
          throw new IllegalArgumentException(
              "the page at " + plain(next) + " names itself as next");
        }
        remember(request, after);
        next = after;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("pulling was interrupted; begun again it goes on", e);
    }
    return new FileReport(read, accepted, 0, rejected, List.of());
  }

  private void take(PullPage page, CandidateIntake intake, RejectsFile rejects)
      throws IOException, InterruptedException {
    List<Sent> sent = new ArrayList<>(page.elements().size());
    for (Bytes element : page.elements()) {
      read++;
      byte[] bytes = element.toArray();
      Instant now = clock.instant();
      String id = "pull-" + DeadLetter.payloadSha256(bytes).substring(0, DIGITS);
      Arrival arrival = new Arrival(id, RequestEvent.SOURCE, null, null, null, now);
      IntakeResult result = intake.accept(bytes, arrival);
      ProducerRecord<byte[], byte[]> record =
          switch (result) {
            case IntakeResult.Accepted(Candidate candidate) ->
                CandidateEvents.record(names, candidate, id, RequestEvent.SOURCE, now, Trace.NONE);
            case IntakeResult.Refused refused -> {
              rejects.add(read, refused);
              yield refusals.record(
                  "pull:/candidates",
                  bytes,
                  DeadLetter.payloadSha256(bytes),
                  List.of(),
                  refused,
                  now);
            }
          };
      sent.add(new Sent(producer.send(record), result));
    }
    producer.flush();
    for (Sent one : sent) {
      acknowledged(one);
    }
  }

  private void acknowledged(Sent one) throws IOException, InterruptedException {
    try {
      var unused = one.acknowledged().get();
    } catch (ExecutionException e) {
      throw new IOException("the broker did not acknowledge a candidate that was pulled", e);
    }
    switch (one.result()) {
      case IntakeResult.Accepted in -> {
        accepted++;
        listener.accepted(DOOR);
      }
      case IntakeResult.Refused refused -> {
        rejected++;
        listener.refused(DOOR, refused.stage(), refused.code());
      }
    }
  }

  /**
   * Where to begin: where an earlier run of the same address was interrupted, else at the first.
   */
  private static URI begin(PullRequest request) throws IOException {
    if (!Files.exists(request.state())) {
      return request.first();
    }
    JsonNode state = JSON.readTree(Files.readAllBytes(request.state()));
    return state.path("first").asText().equals(request.first().toString())
        ? URI.create(state.path("next").asText())
        : request.first();
  }

  private static void remember(PullRequest request, @Nullable URI next) throws IOException {
    Path state = request.state();
    if (next == null) {
      Files.deleteIfExists(state);
      return;
    }
    Files.createDirectories(state.toAbsolutePath().getParent());
    Path written = state.resolveSibling(state.getFileName() + ".next");
    String json =
        JSON.writeValueAsString(
            Map.of("first", request.first().toString(), "next", next.toString()));
    Files.write(written, json.getBytes(UTF_8));
    Files.move(written, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** An address without its query, which may name people. */
  static String plain(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
  }
}
