// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.FixedCandidates;
import dev.probity.scorer.ReleaseRef;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.LoopEnd;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Variant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** A candidate may ask for a retained release; the record itself says so, so a replay agrees. */
class RequestedReleaseTest {
  private static final String REJECTS = ScorerFixture.NAMES.of(Topics.REJECTS);

  private final ScorerFixture fixture = new ScorerFixture("acs-salary");

  private void send(int number, String release) {
    Candidate candidate = FixedCandidates.of(fixture.profile, number);
    Headers headers =
        EventHeaders.candidate(candidate, "e" + number, "/oip", ScorerFixture.SENT, Trace.NONE);
    if (release != null) {
      headers.add(EventHeaders.REQUESTED_RELEASE, release.getBytes(US_ASCII));
    }
    fixture.send(0, candidate, headers);
  }

  private List<String> rejects() {
    return fixture.kafka.log(REJECTS).stream()
        .map(one -> ScorerFixture.header(one, DeadLetter.PREFIX + "reason-code"))
        .toList();
  }

  @Test
  void aRetainedReleaseScoresWhoeverAsksForItAndNobodyElse() {
    // Given
    String old = fixture.release(1);
    String now = fixture.release(2);
    send(1, null);
    send(2, old);
    send(3, now);

    // When
    LoopEnd end = fixture.live();
    assertInstanceOf(LoopEnd.Closed.class, end, end.toString());

    // Then
    List<Prediction> predictions = fixture.predictions();
    assertEquals(
        List.of(Variant.CHAMPION, Variant.CHALLENGER, Variant.CHAMPION),
        predictions.stream().map(Prediction::variant).toList());
    assertEquals(
        List.of(now, old, now), predictions.stream().map(Prediction::modelDigest).toList());
    assertEquals("v1", predictions.get(1).modelVersion());
    assertEquals(Ids.prediction(predictions.get(1).source(), old), predictions.get(1).id());
  }

  @Test
  void aReleaseThatIsNotRetainedIsAnsweredByARejectAndBlocksNobody() {
    // Given
    String old = fixture.release(1);
    fixture.release(2);
    fixture.announce(old, "v1", ReleaseEvent.RETIRED, null);
    String nowhere = "ab".repeat(32);
    fixture.announce(nowhere, "v9", ReleaseEvent.REGISTERED, null);
    send(1, old);
    send(2, "cd".repeat(32));
    send(3, nowhere);
    send(4, "newest");
    send(5, null);

    // When
    LoopEnd end = fixture.live();
    assertInstanceOf(LoopEnd.Closed.class, end, end.toString());

    // Then
    assertEquals(List.of("model-missing", "model-missing", "model-missing", "schema"), rejects());
    assertEquals(
        List.of("C-5"), fixture.predictions().stream().map(Prediction::candidateId).toList());
  }

  /** RT-43: nobody is served before the path is warm, and it is warmed once. */
  @Test
  void theServingPathIsWarmBeforeTheFirstReleaseServes() throws Exception {
    // Given
    ReleaseLoader loader = fixture.newLoader();
    String first = fixture.release(1);
    assertEquals(0, loader.warmRows());

    // When
    assertInstanceOf(ReleaseLoader.Loading.Ready.class, loader.load(new ReleaseRef(first, "v1")));

    // Then
    int warm = loader.warmRows();
    assertTrue(warm >= 64, "rows: " + warm);

    // And
    String second = fixture.release(2);
    assertInstanceOf(ReleaseLoader.Loading.Ready.class, loader.load(new ReleaseRef(second, "v2")));
    assertTrue(loader.warmRows() - warm <= 4_000 && loader.warmRows() >= warm);
  }

  /** Whoever asks for one release after the other must not fill the heap with them. */
  @Test
  void onlyTheReleasesAskedForLastAreKept() throws Exception {
    // Given
    ReleaseLoader loader = fixture.newLoader();
    List<ReleaseRef> releases = new ArrayList<>();
    for (int number = 1; number <= ReleaseLoader.MOST_LOADED + 2; number++) {
      releases.add(new ReleaseRef(fixture.release(number), "v" + number));
    }
    ReleaseRef first = releases.getFirst();
    ReleaseLoader.Loading champion = loader.load(first);

    // When
    for (ReleaseRef one : releases) {
      assertInstanceOf(ReleaseLoader.Loading.Ready.class, loader.load(one));
      assertSame(champion, loader.load(first), "who is asked for always stays");
    }

    // Then
    assertEquals(ReleaseLoader.MOST_LOADED, loader.loaded());
    assertInstanceOf(ReleaseLoader.Loading.Ready.class, loader.load(releases.get(1)));
    ReleaseRef renamed = new ReleaseRef(first.digest(), "other");
    ReleaseLoader.Loading.Ready other =
        assertInstanceOf(ReleaseLoader.Loading.Ready.class, loader.load(renamed));
    assertEquals("other", other.model().model().version());
    assertSame(other, loader.load(renamed));
  }

  @Test
  void aReleaseStaysRetainedWhenAnotherTakesItsPlaceUntilItIsRetiredByName() {
    // Given
    String old = fixture.release(1);
    String now = fixture.release(2);

    // Then
    assertEquals(
        List.of(new ReleaseRef(old, "v1"), new ReleaseRef(now, "v2")), fixture.desk.retained());
    assertNotNull(fixture.desk.retained(old));
    fixture.announce(old, "v1", ReleaseEvent.RETIRED, null);
    assertEquals(List.of(new ReleaseRef(now, "v2")), fixture.desk.retained());
  }
}
