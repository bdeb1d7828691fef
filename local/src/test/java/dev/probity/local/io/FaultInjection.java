// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.auditsink.io.AuditSinkService;
import dev.probity.local.io.FaultSchedule.Fault;
import dev.probity.local.io.FaultSchedule.Planned;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.profile.Profile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * Does to a running stack what a schedule says, tells it line by line, and sees to it that each
 * fault has really happened. How long recovery takes is measured and printed; a slow machine fails
 * nothing.
 */
final class FaultInjection {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final Duration RECOVERY = Duration.ofSeconds(10);
  private static final int BURST = 3_000;
  private static final int SWITCHES = 5;
  private static final int STORM = 10;
  private static final String FENCED = "probity_audit_fenced_total";
  private static final String RETRIES = "probity_audit_retries_total";
  private static final String HEAP = "jvm_memory_used_bytes\\{area=\"heap\"[^}]*\\}";

  private final SeparateStack stack;
  private final DataFolder data;
  private final CandidateStream stream;
  private final Profile profile;
  private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
  private final List<String> sinkBack = new ArrayList<>();
  private final List<Double> brokerBack = new ArrayList<>();
  private final List<String> outages = new ArrayList<>();
  private int version;
  private long began = System.nanoTime();

  FaultInjection(SeparateStack stack, DataFolder data, CandidateStream stream, Profile profile) {
    this.stack = stack;
    this.data = data;
    this.stream = stream;
    this.profile = profile;
  }

  /** How often each kind has happened. */
  Map<Fault, Integer> injected() {
    return injected;
  }

  /** How long recovery took, in seconds, for people. */
  String recovery() {
    return "sink with all that had come, in seconds after its kill: %s; broker took records: %s%n%s"
        .formatted(sinkBack, brokerBack, String.join("\n", outages));
  }

  /** All of the schedule, then the rest of the run. */
  void inflict(FaultSchedule schedule, Duration run) throws Exception {
    began = System.nanoTime();
    for (Planned planned : schedule.faults()) {
      until(planned.at());
      inflict(planned);
    }
    until(run);
    System.out.printf("%6.1f s  stream ends after %d records%n", seconds(), stream.sent());
  }

  private void inflict(Planned planned) throws Exception {
    switch (planned.fault()) {
      case SCORER_KILLED -> bounce("scorer", planned);
      case EXPLAINER_KILLED -> bounce("explainer", planned);
      case SINK_KILLED -> killSink(planned);
      case SCORER_KILLED_AFTER_SWITCH -> killAfterSwitch(planned);
      case SINK_STOPPED -> stopSink(planned);
      case ZOMBIE_WOKEN -> wakeZombie(planned);
      case TWIN_BESIDE -> runTwin(planned);
      case BROKER_KILLED -> killBroker(planned);
      case POSTGRES_STOPPED -> {
        log(planned.fault(), stack.stopDatabaseImmediately(), "");
        pause(planned.down());
        stack.startDatabase();
      }
      case POSTGRES_AWAY -> withoutDatabase(AWAY);
      case REBALANCE_STORM -> storm(planned);
      case CLOCK_SET -> setClock(planned);
    }
  }

  /** Makes the next release champion. */
  void promote() throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(stack.kafka().producer("models"))) {
      producer
          .send(TinyRelease.promote(profile, ++version, data.models(), stack.kafka().names()))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void bounce(String module, Planned planned) throws Exception {
    stack.awaitReady(module);
    log(planned.fault(), stack.kill(module), "");
    pause(planned.down());
    stack.launch(module);
  }

  private void killSink(Planned planned) throws Exception {
    stack.awaitReady(SeparateStack.SINK);
    long at = System.nanoTime();
    log(planned.fault(), stack.kill(SeparateStack.SINK), "");
    pause(planned.down());
    Map<TopicPartition, Long> ends = stack.ends();
    stack.launch(SeparateStack.SINK);
    long patience = System.nanoTime() + RECOVERY.toNanos();
    boolean back = false;
    while (System.nanoTime() < patience && !back) {
      pause(Duration.ofMillis(50));
      back = stack.ledgerHas(ends);
    }
    sinkBack.add((back ? "" : "more than ") + rounded(System.nanoTime() - at));
  }

  /**
   * Kills the scorer while positions scored by a new release are not committed, and promotes the
   * next release while it is down: those positions must keep the release that scored them first. A
   * kill that comes just after a commit proves nothing and is tried again.
   */
  private void killAfterSwitch(Planned planned) throws Exception {
    long uncommitted = 0;
    for (int tries = 0; tries < SWITCHES && uncommitted == 0; tries++) {
      try (PredictionWatch watch = new PredictionWatch(stack.kafka())) {
        promote();
        String now = "v" + version;
        watch.await("by " + now, one -> one.modelVersion().equals(now), PATIENCE);
        int from = stream.burst(BURST);
        watch.await(
            "of the burst", one -> CandidateStream.number(one.candidateId()) >= from, PATIENCE);
        long pid = stack.kill("scorer");
        uncommitted = stack.scoredAndNotCommitted();
        log(planned.fault(), pid, now + " had scored " + uncommitted + " uncommitted positions");
      }
      promote();
      pause(planned.down());
      stack.launch("scorer");
    }
  }

  private void stopSink(Planned planned) throws Exception {
    stack.awaitReady(SeparateStack.SINK);
    long pid = stack.signal(SeparateStack.SINK, "STOP");
    pause(planned.down());
    assertStopped(pid);
    stack.signal(SeparateStack.SINK, "CONT");
    log(planned.fault(), pid, "for " + planned.down().toMillis() + " ms");
  }

  private static void assertStopped(long pid) throws Exception {
    Path status = Path.of("/proc/" + pid + "/status");
    if (Files.exists(status)) {
      assertTrue(
          Files.readAllLines(status).stream().anyMatch(line -> line.matches("State:\\s+T.*")),
          "process " + pid + " is not stopped");
    }
  }

  /** A sink stands still while another one takes over; when it wakes up it must be fenced. */
  private void wakeZombie(Planned planned) throws Exception {
    stack.awaitReady(SeparateStack.SINK);
    double before = stack.metric(SeparateStack.SINK, FENCED);
    double retries = stack.metric(SeparateStack.SINK, RETRIES);
    long pid = stack.signal(SeparateStack.SINK, "STOP");
    long size = stack.entries();
    stack.launch(SeparateStack.TWIN);
    await("entries by the twin", () -> stack.entries() > size + 200);
    assertStopped(pid);
    stack.signal(SeparateStack.SINK, "CONT");
    await(
        "a fenced write, or the end of a transaction that stood still",
        () ->
            stack.metric(SeparateStack.SINK, FENCED) > before
                || stack.metric(SeparateStack.SINK, RETRIES) > retries);
    String how =
        stack.metric(SeparateStack.SINK, FENCED) > before ? "fenced" : "its transaction ended";
    log(planned.fault(), pid, stack.entries() - size + " entries by its twin, then " + how);
    stack.kill(SeparateStack.TWIN);
  }

  private void runTwin(Planned planned) throws Exception {
    stack.awaitReady(SeparateStack.SINK);
    double before = stack.metric(SeparateStack.SINK, FENCED);
    stack.launch(SeparateStack.TWIN);
    await(
        "either being fenced",
        () ->
            stack.metric(SeparateStack.SINK, FENCED) > before
                || stack.metric(SeparateStack.TWIN, FENCED) > 0);
    pause(planned.down());
    log(planned.fault(), stack.kill(SeparateStack.TWIN), "");
  }

  private void killBroker(Planned planned) throws Exception {
    long at = System.nanoTime();
    log(planned.fault(), stack.killBroker(), "");
    int acknowledged = stream.acknowledged().size();
    pause(planned.down());
    stack.startBroker();
    await("a record taken again", () -> stream.acknowledged().size() > acknowledged);
    brokerBack.add(rounded(System.nanoTime() - at));
  }

  /**
   * The database is away for longer than any wait of the sink's. Decisions and explanations go on,
   * the sink says that it is not ready and lives, and what waits for it waits at the broker.
   */
  void withoutDatabase(Duration away) throws Exception {
    stack.awaitReady(SeparateStack.SINK);
    for (String module : List.of("scorer", "explainer")) {
      stack.awaitReady(module);
    }
    long explained = explained();
    double heap = stack.metric(SeparateStack.SINK, HEAP);
    log(Fault.POSTGRES_AWAY, stack.stopDatabaseImmediately(), away.toString());
    long end = System.nanoTime() + away.toNanos();
    await("readiness down", () -> stack.notReady(SeparateStack.SINK).contains("ledger"));
    do {
      assertFalse(stack.notReady(SeparateStack.SINK).isEmpty(), "ready without a database");
      // A slow machine may answer late; it must answer so.
      await("liveness without a database", () -> stack.isAlive(SeparateStack.SINK));
      for (String module : List.of("scorer", "explainer")) {
        await(module + " ready without a database", () -> stack.notReady(module).isEmpty());
      }
      heap = Math.max(heap, stack.metric(SeparateStack.SINK, HEAP));
      pause(Duration.ofSeconds(1));
    } while (System.nanoTime() < end);
    long meanwhile = explained() - explained;
    assertTrue(meanwhile > 0, "nothing was explained while the database was away");
    stack.startDatabase();
    long size = stack.entries();
    Map<TopicPartition, Long> ends = stack.ends();
    long at = System.nanoTime();
    Duration patience = PATIENCE.plus(away.multipliedBy(2));
    await("the backlog in the ledger", patience, () -> stack.ledgerHas(ends));
    double took = rounded(System.nanoTime() - at);
    outages.add(
        "database away %d s: %,d explained meanwhile, sink's heap at most %.0f MB, %,d rows in %.1f s"
            .formatted(away.toSeconds(), meanwhile, heap / 1e6, stack.entries() - size, took));
  }

  private long explained() throws Exception {
    String topic = stack.kafka().names().of(Topics.EXPLANATIONS);
    return stack.ends().entrySet().stream()
        .filter(end -> end.getKey().topic().equals(topic))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Others join the scorer's group, take partitions away from it and leave without a word. */
  private void storm(Planned planned) throws Exception {
    stack.awaitReady("scorer");
    KafkaSettings scorer = KafkaSettings.parse(stack.settings(), "scorer");
    Map<String, Object> member = new HashMap<>(scorer.consumer("storm"));
    member.put(ConsumerConfig.GROUP_ID_CONFIG, scorer.group());
    // One that is missed when it leaves must not hold the group up for long.
    member.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000");
    member.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    int taken = 0;
    for (int i = 0; i < STORM; i++) {
      try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(member)) {
        consumer.subscribe(List.of(scorer.names().of(Topics.CANDIDATES)));
        await(
            "partitions for a new member",
            () -> {
              consumer.poll(Duration.ofMillis(50));
              return !consumer.assignment().isEmpty();
            });
        taken += consumer.assignment().size();
      }
    }
    log(planned.fault(), 0, STORM + " joins and leaves, " + taken + " partitions taken");
  }

  /** A sink whose clock is a day ahead, and then a day behind; entries never go back in time. */
  private void setClock(Planned planned) throws Exception {
    stack.awaitReady(SeparateStack.SINK);
    stack.kill(SeparateStack.SINK);
    AtomicReference<Duration> off = new AtomicReference<>(Duration.ofDays(1));
    Map<String, String> settings = new HashMap<>(stack.settings());
    settings.put("probity.instance.id", "2");
    try (AuditSinkService sink =
        new AuditSinkService(
            AuditSinkConfig.parse(settings),
            "test",
            new SimpleMeterRegistry(),
            () -> Instant.now().plus(off.get()))) {
      sink.start();
      long size = stack.entries();
      await("entries of tomorrow", () -> stack.entries() > size + 500);
      off.set(Duration.ofDays(-1));
      long tomorrow = stack.entries();
      await("entries after the clock went back", () -> stack.entries() > tomorrow + 500);
      log(planned.fault(), 0, stack.entries() - size + " entries meanwhile");
    }
    stack.launch(SeparateStack.SINK);
  }

  private void log(Fault fault, long pid, String remark) {
    injected.merge(fault, 1, Integer::sum);
    System.out.printf("%6.1f s  pid %-7d %s %s%n", seconds(), pid, fault.words(), remark);
  }

  private void until(Duration since) throws InterruptedException {
    pause(since.minusNanos(System.nanoTime() - began));
  }

  static void pause(Duration time) throws InterruptedException {
    assertFalse(new CountDownLatch(1).await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS));
  }

  /** Returns when the condition holds; fails only when it never does. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    await(what, PATIENCE, condition);
  }

  private static void await(String what, Duration patience, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "in vain: " + what);
      pause(Duration.ofMillis(50));
    }
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private static double rounded(long nanos) {
    return Math.round(nanos / 1e8) / 10.0;
  }
}
