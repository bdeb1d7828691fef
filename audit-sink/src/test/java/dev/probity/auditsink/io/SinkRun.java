// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.io.InMemoryStore.Answer;
import dev.probity.auditsink.io.InMemoryStore.Guard;
import dev.probity.auditsink.io.InMemoryStore.Moment;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.sign.CheckpointSigner;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.InMemorySnapshot;
import dev.probity.auditsink.verify.LedgerSnapshot;
import dev.probity.auditsink.verify.StoredRow;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Two sinks on one log and one store, in one thread and by one random sequence: which of them does
 * its next step, what arrives meanwhile, and what goes wrong at which moment of it. The same seed
 * gives the same run.
 */
final class SinkRun implements InMemoryStore.Accidents {
  private static final int SIGNED_EVERY = 64;
  private static final int LEAST_CRASHES = 3;
  private static final int STEPS = 20_000;
  private static final long DAY = Duration.ofDays(1).toMillis();

  /** What can go wrong. */
  enum Accident {
    CRASH_WHILE_READING,
    CRASH_BEFORE_THE_LOCK,
    CRASH_BEFORE_THE_COMMIT,
    CRASH_AFTER_THE_COMMIT,
    STOPPED_WITH_A_POLL,
    STOPPED_IN_ITS_TRANSACTION,
    COMMIT_LOST_BUT_DONE,
    COMMIT_LOST_AND_NOT_DONE,
    COMMIT_LOST_AND_DONE_LATER,
    SERVER_RESTARTED,
    DISK_FULL,
    BROKER_AWAY,
    CLOCK_SET,
    WOKEN_UP_TOO_LATE,
    POSITION_SET_BACK
  }

  /** The process is gone, wherever it was. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private static final class Member {
    private @Nullable Sink sink;
    private long readyAt;
    private boolean busy;
  }

  private final long seed;
  private final boolean setsBack;
  private final SplittableRandom random;
  private final InMemoryLog log;
  private final InMemoryStore store;
  private final CheckpointSigner signer;
  private final List<Anchor> anchors = new ArrayList<>();
  private final List<Member> members = List.of(new Member(), new Member());
  private final Map<Accident, Integer> happened = new EnumMap<>(Accident.class);
  private final List<String> story = new ArrayList<>();
  private int crashesDue;
  private int stopsDue = 1;
  private long ticks = 100_000;
  private long day = Examples.NOW;
  private byte @Nullable [] lastNote;

  /**
   * A run that has not begun.
   *
   * @param removed guards the store goes without
   * @param setsBack whether somebody once puts a position back behind the sink's back
   */
  SinkRun(long seed, Set<Guard> removed, boolean setsBack) {
    this.seed = seed;
    this.setsBack = setsBack;
    this.random = new SplittableRandom(seed);
    this.log = new InMemoryLog(random);
    this.store = new InMemoryStore(this, removed);
    this.signer = new CheckpointSigner(LogKeys.of(VerifierRun.SIGNER), store);
    this.crashesDue = LEAST_CRASHES + random.nextInt(3);
  }

  /**
   * What a run came to.
   *
   * @param seed replays it
   * @param records how many the ledger had to hold
   * @param happened accidents by kind
   * @param staleWrites writes that began where the ledger no longer stood
   * @param tornWrites positions that moved without their rows
   * @param refused writes that the unique key refused
   * @param halted why a sink gave up, or null
   * @param problems what is wrong with the ledger at the end
   */
  record Outcome(
      long seed,
      int records,
      Map<Accident, Integer> happened,
      int staleWrites,
      int tornWrites,
      int refused,
      @Nullable String halted,
      List<String> problems) {
    boolean sound() {
      return halted == null && problems.isEmpty();
    }
  }

  /** Runs until everything is in, every planned crash has happened and nothing is in doubt. */
  Outcome run() {
    int steps = 0;
    while (!finished() && halted() == null) {
      if (++steps > STEPS) {
        return outcome(List.of("not drained after " + STEPS + " steps"));
      }
      between();
      step(next());
    }
    return outcome(problems());
  }

  /** What happened, in order; kept for one run only, because it costs more than the run. */
  List<String> story() {
    return story;
  }

  private Outcome outcome(List<String> problems) {
    int records = log.promised().values().stream().mapToInt(List::size).sum();
    return new Outcome(
        seed,
        records,
        happened,
        store.staleWrites(),
        store.tornWrites(),
        store.refused(),
        halted(),
        problems);
  }

  private @Nullable String halted() {
    for (Member member : members) {
      Sink sink = member.sink;
      if (sink != null && sink.state().phase() == SinkState.Phase.FATAL) {
        return sink.state().reason();
      }
    }
    return null;
  }

  private boolean finished() {
    return crashesDue == 0 && log.complete() && store.settled() && allRead();
  }

  private boolean allRead() {
    Map<Source, Long> ends = log.ends();
    return ends.keySet().stream()
        .allMatch(
            source -> {
              var at = store.committedPositions().get(source);
              return at != null && at.cursor().next() == ends.get(source);
            });
  }

  /** What the world does between two steps. */
  private void between() {
    ticks += random.nextInt(400);
    day += random.nextInt(400);
    log.grow();
    if (chance(40)) {
      happens(Accident.CLOCK_SET);
      day += random.nextLong(-DAY, DAY);
    }
    if (setsBack && store.size() > 60 && !happened.containsKey(Accident.POSITION_SET_BACK)) {
      if (store.setBack()) {
        happens(Accident.POSITION_SET_BACK);
      }
    }
    if (seed % SIGNED_EVERY == 0 && chance(12)) {
      sign();
    }
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  /** Either sink, if its wait is over; else time passes until the first one's is. */
  private Member next() {
    Member one = members.get(random.nextInt(2));
    Member other = members.get(one == members.get(0) ? 1 : 0);
    if (one.readyAt > ticks && other.readyAt < one.readyAt) {
      one = other;
    }
    day += Math.max(0, one.readyAt - ticks);
    ticks = Math.max(ticks, one.readyAt);
    return one;
  }

  private void step(Member member) {
    Sink sink = member.sink == null ? started() : member.sink;
    member.sink = sink;
    member.busy = true;
    try {
      member.readyAt = ticks + sink.step().toMillis();
    } catch (Crash gone) {
      member.sink = null;
      member.readyAt = ticks + 1 + random.nextInt(2_000);
    } finally {
      member.busy = false;
    }
  }

  private Sink started() {
    return new Sink(
        new LogReader(log.consumer(this::brokerAsked), random, 2_000, Duration.ZERO, null),
        () -> {
          brokerAsked();
          return log.lookUp();
        },
        store::connect,
        new Clocks(() -> Instant.ofEpochMilli(day), () -> Duration.ofMillis(ticks).toNanos()),
        random,
        new SinkListener() {});
  }

  private void happens(Accident accident) {
    happened.merge(accident, 1, Integer::sum);
    story.add(ticks + " ms, " + store.size() + " rows: " + accident);
  }

  private void brokerAsked() {
    if (chance(60)) {
      happens(Accident.BROKER_AWAY);
      throw new KafkaException("accident");
    }
    crashPerhaps(Accident.CRASH_WHILE_READING);
  }

  private void crashPerhaps(Accident where) {
    if (crashesDue > 0 && (chance(25) || (log.complete() && chance(4)))) {
      crashesDue--;
      happens(where);
      throw new Crash();
    }
  }

  private void serverFails(Accident accident, String sqlState, int oneIn) {
    if (chance(oneIn)) {
      happens(accident);
      throw InMemoryStore.failure(sqlState);
    }
  }

  @Override
  public void strike(Moment moment) {
    switch (moment) {
      case READING -> {
        serverFails(Accident.SERVER_RESTARTED, "57P03", 60);
        crashPerhaps(Accident.CRASH_WHILE_READING);
      }
      case BEFORE_LOCK -> {
        crashPerhaps(Accident.CRASH_BEFORE_THE_LOCK);
        if (stopsDue > 0 && chance(5) || chance(40)) {
          stopped(Accident.STOPPED_WITH_A_POLL);
        }
        serverFails(Accident.SERVER_RESTARTED, "57P01", 40);
      }
      case BEFORE_COMMIT -> {
        crashPerhaps(Accident.CRASH_BEFORE_THE_COMMIT);
        serverFails(Accident.DISK_FULL, "53100", 80);
        if (chance(40)) {
          stopped(Accident.STOPPED_IN_ITS_TRANSACTION);
          throw InMemoryStore.failure("25P03");
        }
      }
      case AFTER_COMMIT -> crashPerhaps(Accident.CRASH_AFTER_THE_COMMIT);
    }
  }

  /** This sink stands still while the other one works; nobody stops twice at once. */
  private void stopped(Accident how) {
    Member other = members.stream().filter(member -> !member.busy).findFirst().orElse(null);
    if (other == null) {
      return;
    }
    happens(how);
    stopsDue = 0;
    int stale = store.size();
    for (int left = 2 + random.nextInt(8); left > 0; left--) {
      between();
      ticks = Math.max(ticks, other.readyAt);
      step(other);
    }
    if (store.size() > stale && how == Accident.STOPPED_WITH_A_POLL) {
      happens(Accident.WOKEN_UP_TOO_LATE);
    }
  }

  @Override
  public Answer answer() {
    return switch (random.nextInt(75)) {
      case 0 -> answered(Answer.LOST_BUT_COMMITTED, Accident.COMMIT_LOST_BUT_DONE);
      case 1 -> answered(Answer.LOST_AND_ABORTED, Accident.COMMIT_LOST_AND_NOT_DONE);
      case 2 -> answered(Answer.LOST_AND_COMMITTED_LATER, Accident.COMMIT_LOST_AND_DONE_LATER);
      default -> Answer.COMMITTED;
    };
  }

  private Answer answered(Answer answer, Accident accident) {
    happens(accident);
    return answer;
  }

  /** Signs what is committed; a head that is published is an anchor from then on. */
  private void sign() {
    if (signer.sign(store.frontier(), lastNote) instanceof SigningResult.Signed signed) {
      SignedNote note = signed.note();
      lastNote = note.toBytes();
      store.keep(new LedgerSnapshot.Note(signed.checkpoint().size(), note.toBytes()));
      if (chance(2)) {
        anchors.add(new Anchor("kafka", Bytes.copyOf(note.toBytes())));
      }
    }
  }

  private List<String> problems() {
    InMemorySnapshot snapshot = store.snapshot();
    List<String> problems = new ArrayList<>();
    VerifyReport report = VerifierRun.of(snapshot, anchors.toArray(new Anchor[0]));
    report.findings().forEach(finding -> problems.add(finding.toString()));
    if (report.exitCode() != 0 && problems.isEmpty()) {
      problems.add(report.lastLine());
    }
    if (!report.anchors().isEmpty() != !anchors.isEmpty()) {
      problems.add("anchors " + report.anchors() + " of " + anchors.size());
    }
    compare(snapshot, problems);
    if (!report.root().equals(reference(store.leaves()))) {
      problems.add("the root is not that of the reference");
    }
    return problems;
  }

  /** Every promised record once, in the order of its partition, under the next number. */
  private void compare(InMemorySnapshot snapshot, List<String> problems) {
    Map<Source, List<Long>> held = new HashMap<>();
    long idx = 0;
    for (StoredRow row : snapshot.rows) {
      EntryColumns columns = Objects.requireNonNull(row.columns());
      if (columns.idx() != idx++) {
        problems.add("idx " + columns.idx() + " stands at " + (idx - 1));
      }
      held.computeIfAbsent(new Source(columns.topic(), columns.partition()), s -> new ArrayList<>())
          .add(columns.offset());
    }
    log.promised()
        .forEach(
            (source, offsets) -> {
              List<Long> found = held.getOrDefault(source, List.of());
              Cursor at = snapshot.positions.get(source);
              if (!found.equals(offsets)) {
                problems.add(
                    source + ": " + offsets.size() + " promised, " + found.size() + " held");
              }
              if (at == null || at.nextSeq() != offsets.size()) {
                problems.add(source + " stands at " + at);
              }
            });
  }

  /** RFC 6962 section 2.1 as it is written: split at the largest power of two below n. */
  private static Hash reference(List<byte[]> leaves) {
    TreeHasher hasher = new TreeHasher();
    return Hash.of(leaves.isEmpty() ? hasher.emptyRoot() : root(leaves, hasher));
  }

  private static byte[] root(List<byte[]> leaves, TreeHasher hasher) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    return hasher.node(
        root(leaves.subList(0, left), hasher), root(leaves.subList(left, leaves.size()), hasher));
  }
}
