// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.driftmonitor.Recomputation;
import dev.probity.driftmonitor.Releases;
import dev.probity.driftmonitor.io.Recomputations;
import dev.probity.local.io.demo.MemoryStores;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Signal;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Computes a row the monitor told again, from the records it names: the topics first, and what they
 * keep no longer out of the ledger.
 */
public final class SignalAudit {
  private final List<RecordedEvents> places;
  private final Releases releases;
  private final Profile profile;
  private final Duration maxSkew;

  /**
   * An audit.
   *
   * @param places where records are looked for, the first that has all of them counts
   * @param releases verified releases with their references
   * @param profile the use case
   * @param maxSkew as the monitor had it
   */
  public SignalAudit(
      List<RecordedEvents> places, Releases releases, Profile profile, Duration maxSkew) {
    this.places = List.copyOf(places);
    this.releases = releases;
    this.profile = profile;
    this.maxSkew = maxSkew;
  }

  /** What came of it. */
  public sealed interface Result {
    /**
     * The row was computed again.
     *
     * @param signal the row as it was told
     * @param outcome what came out
     */
    record Computed(Signal signal, Recomputation.Result outcome) implements Result {}

    /**
     * It cannot be computed again.
     *
     * @param reason why
     */
    record Impossible(String reason) implements Result {}
  }

  /** A row and its bytes. */
  private record Told(Signal signal, Bytes bytes) {}

  /**
   * Computes a row again.
   *
   * @param id the id of the signal, {@code ce_id} of its record
   */
  public Result run(String id) {
    Told told = find(id);
    if (told == null) {
      return new Result.Impossible("no signal of this id is recorded");
    }
    Signal signal = told.signal();
    String obstacle = Recomputation.obstacle(signal);
    if (obstacle != null) {
      return new Result.Impossible(obstacle);
    }
    MonitoredRelease release = releases.find(signal.series().modelDigest());
    if (release == null) {
      return new Result.Impossible(
          "no verified release %s with a reference lies in the store"
              .formatted(signal.series().modelDigest()));
    }
    for (RecordedEvents place : places) {
      Recomputation recomputation = Recomputations.of(signal, profile, release, maxSkew);
      feed(recomputation, place);
      if (recomputation.complete()) {
        return new Result.Computed(
            signal, recomputation.compare(told.bytes().toArray(), new MemoryStores()));
      }
    }
    return new Result.Impossible(
        "some of the %d predictions it rests on are recorded no longer"
            .formatted(signal.window().n()));
  }

  private @Nullable Told find(String id) {
    List<Told> found = new ArrayList<>();
    for (RecordedEvents place : places) {
      place.readAll(
          Topics.SIGNALS,
          event ->
              read(
                  Topics.SIGNALS.codec(),
                  event.data().toArray(),
                  signal -> {
                    if (Ids.signal(signal.series(), signal.window()).equals(id)) {
                      found.add(new Told(signal, event.data()));
                    }
                  }));
      if (!found.isEmpty()) {
        return found.getLast();
      }
    }
    return null;
  }

  private static void feed(Recomputation into, RecordedEvents place) {
    place.read(
        Topics.PREDICTIONS,
        into.predictionOffsets(),
        event ->
            read(
                Topics.PREDICTIONS.codec(),
                event.data().toArray(),
                prediction -> into.prediction(prediction, event.position(), event.time())));
    place.read(
        Topics.CANDIDATES,
        into.candidateOffsets(),
        event -> {
          if (Codecs.candidateEvent(event.type(), event.data().toArray())
              instanceof Decoded.Valid<CandidateEvent>(Candidate candidate)) {
            into.candidate(candidate, event.position());
          }
        });
    place.read(
        Topics.EXPLANATIONS,
        into.explanationOffsets(),
        event -> read(Topics.EXPLANATIONS.codec(), event.data().toArray(), into::explanation));
    place.read(
        Topics.OUTCOMES,
        into.outcomeOffsets(),
        event ->
            read(
                Topics.OUTCOMES.codec(),
                event.data().toArray(),
                outcome -> into.outcome(outcome, event.time())));
  }

  /** What nobody can read is passed over, as the monitor does. */
  private static <T> void read(RecordCodec<T> codec, byte[] data, Consumer<T> each) {
    if (codec.decode(data) instanceof Decoded.Valid<T>(T record)) {
      each.accept(record);
    }
  }
}
