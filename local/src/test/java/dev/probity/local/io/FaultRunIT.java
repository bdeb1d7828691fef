// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.FaultSchedule.Fault;
import dev.probity.local.io.FaultSchedule.Planned;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.SourcePosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thirty seconds of candidates through separate processes while these are killed and the database
 * stops. The verdict comes from the verifier and from what the broker promised the producer, never
 * from a counter of a process that was killed.
 */
class FaultRunIT {
  private static final Duration RUN = Duration.ofSeconds(30);
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final int PER_SECOND = 150;
  private static final int BAD_EVERY = 40;
  private static final int BURST = 3_000;
  private static final int SWITCHES = 5;

  @TempDir private Path folder;
  private final Profile profile = ProfileFiles.load("acs-salary");
  private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
  private final long seed = Long.getLong("probity.seed", 20_261_101L);
  private int version;
  private long began;

  @Test
  void nothingIsLostOrDoubledWhileProcessesAreKilledAndTheDatabaseStops() throws Exception {
    for (String module : SeparateStack.MODULES) {
      assumeTrue(
          ProbityProcess.isPackaged(module),
          module + " is not packaged, or before a change; build without -Dprobity.apps.skip=true");
    }
    try (DataFolder data =
            DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
        SeparateStack stack = SeparateStack.start(data);
        CandidateStream stream = new CandidateStream(stack.kafka(), PER_SECOND, BAD_EVERY)) {
      // Given
      promote(stack, data);
      for (String module : SeparateStack.MODULES) {
        stack.launch(module);
      }
      for (String module : SeparateStack.MODULES) {
        stack.awaitReady(module);
      }

      // When
      stream.start();
      inflict(stack, data, stream);
      stream.finish();

      // Then
      DeliveryCheck check = new DeliveryCheck();
      VerifyReport report = verdict(stack, data, stream, check);
      theCheckCanFail(check, data, report.size() / 2);
      stack.stopModules();
    }
  }

  private void inflict(SeparateStack stack, DataFolder data, CandidateStream stream)
      throws Exception {
    began = System.nanoTime();
    System.out.printf("fault run, seed %d, %d candidates/s%n", seed, PER_SECOND);
    for (Planned planned : FaultSchedule.draw(seed, RUN).faults()) {
      until(planned.at());
      switch (planned.fault()) {
        case SCORER_KILLED -> bounce(stack, "scorer", planned);
        case SINK_KILLED -> bounce(stack, "audit-sink", planned);
        case SCORER_KILLED_AFTER_SWITCH -> killAfterSwitch(stack, data, stream, planned);
        case POSTGRES_STOPPED -> {
          log(planned.fault(), stack.stopDatabaseImmediately(), "");
          pause(planned.down());
          stack.startDatabase();
        }
      }
    }
    until(RUN);
    System.out.printf("%6.1f s  stream ends after %d records%n", seconds(), stream.sent());
  }

  /**
   * Kills the scorer while positions scored by a new release are not committed, and promotes the
   * next release while it is down: those positions must keep the release that scored them first. A
   * kill that comes just after a commit proves nothing and is tried again.
   */
  private void killAfterSwitch(
      SeparateStack stack, DataFolder data, CandidateStream stream, Planned planned)
      throws Exception {
    long uncommitted = 0;
    for (int tries = 0; tries < SWITCHES && uncommitted == 0; tries++) {
      try (PredictionWatch watch = new PredictionWatch(stack.kafka())) {
        promote(stack, data);
        String now = "v" + version;
        watch.await("by " + now, one -> one.modelVersion().equals(now), SETTLE);
        int from = stream.burst(BURST);
        watch.await(
            "of the burst", one -> CandidateStream.number(one.candidateId()) >= from, SETTLE);
        long pid = stack.kill("scorer");
        uncommitted = stack.scoredAndNotCommitted();
        log(planned.fault(), pid, now + " had scored " + uncommitted + " uncommitted positions");
      }
      promote(stack, data);
      pause(planned.down());
      stack.launch("scorer");
    }
  }

  private void bounce(SeparateStack stack, String module, Planned planned) throws Exception {
    stack.awaitReady(module);
    log(planned.fault(), stack.kill(module), "");
    pause(planned.down());
    stack.launch(module);
  }

  private void log(Fault fault, long pid, String remark) {
    injected.merge(fault, 1, Integer::sum);
    System.out.printf("%6.1f s  pid %-7d %s %s%n", seconds(), pid, fault.words(), remark);
  }

  /** Makes the next release champion. */
  private void promote(SeparateStack stack, DataFolder data) throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(stack.kafka().producer("models"))) {
      producer
          .send(TinyRelease.promote(profile, ++version, data.models(), stack.kafka().names()))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private VerifyReport verdict(
      SeparateStack stack, DataFolder data, CandidateStream stream, DeliveryCheck check)
      throws Exception {
    TopicRows rows = new TopicRows(stack.kafka());
    LedgerCounts counts = settled(stack, rows, stream);
    stream
        .acknowledged()
        .forEach(
            (position, good) -> {
              if (good) {
                check.promisedDecision(position);
              } else {
                check.promisedRefusal(position);
              }
            });
    rows.values(Topics.PREDICTIONS).forEach(check::saw);
    rows.values(Topics.EXPLANATIONS).forEach(check::saw);
    rows.rejects().forEach(check::saw);
    VerifyReport report = verifier(data).run(List.of());
    print(stream, check, counts, rows.audited(), report);

    assertEquals(Set.of(Fault.values()), injected.keySet(), "kinds of faults that happened");
    assertEquals(List.of(), check.problems());
    assertEquals(stream.sent(), check.answered());
    assertTrue(check.repeatedPredictions() >= 1, "no kill left anything uncommitted");
    // A release that is promoted over at once may never score; three must have.
    assertTrue(check.versions().size() >= 3, "" + check.versions());
    assertEquals(List.of(), report.findings());
    assertEquals(0, report.exitCode(), report.lastLine());
    assertEquals(rows.audited(), counts.recorded(), "ledger entries against records on topics");
    assertEquals(stream.sent(), counts.accepted());
    assertEquals(0, counts.lost());
    assertEquals(0, counts.duplicated());
    return report;
  }

  /** The ledger's counts once nothing moves any more, or after the patience is used up. */
  private LedgerCounts settled(SeparateStack stack, TopicRows rows, CandidateStream stream)
      throws Exception {
    for (String module : SeparateStack.MODULES) {
      stack.awaitReady(module);
    }
    try (LedgerReads ledger = LedgerReads.connect(stack.reader(), TopicNames.PLAIN)) {
      long deadline = System.nanoTime() + SETTLE.toNanos();
      while (true) {
        LedgerCounts counts = ledger.counts();
        boolean done =
            counts.complete()
                && counts.accepted() == stream.sent()
                && counts.lost() == 0
                && counts.recorded() == rows.audited();
        if (done || System.nanoTime() > deadline) {
          return counts;
        }
        pause(Duration.ofMillis(300));
      }
    }
  }

  private static AuditVerify verifier(DataFolder data) throws Exception {
    return new AuditVerify(
        LocalServices.reader(data), Policy.of(List.of(Secrets.ledgerKey(data))), TopicNames.PLAIN);
  }

  private void print(
      CandidateStream stream,
      DeliveryCheck check,
      LedgerCounts counts,
      long onTopics,
      VerifyReport report) {
    System.out.printf(
        "faults injected  %s%nrecords in       %,d acknowledged%n"
            + "rows out         %s; %,d positions answered, %,d predictions came again%n"
            + "ledger           %,d entries for %,d records on topics, %d lost, %d doubled%n"
            + "verdict          %d problems; %s%n",
        injected,
        stream.acknowledged().size(),
        check.rows(),
        check.answered(),
        check.repeatedPredictions(),
        counts.recorded(),
        onTopics,
        counts.lost(),
        counts.duplicated(),
        check.problems().size(),
        report.lastLine());
  }

  /** The negative control: a promise nobody kept is found, and so is one byte of one row. */
  private void theCheckCanFail(DeliveryCheck check, DataFolder data, long row) throws Exception {
    SourcePosition nowhere = new SourcePosition(Topics.CANDIDATES.name(), 0, 1_000_000);
    check.promisedDecision(nowhere);
    assertEquals(List.of(nowhere + " was never scored: lost"), check.problems());

    tamper(data, "UPDATE %s SET record_ts = record_ts + 1 WHERE idx = " + row);
    VerifyReport report = verifier(data).run(List.of());
    assertEquals(6, report.exitCode(), report.lastLine());
    assertTrue(
        report.findings().stream().anyMatch(finding -> finding.firstIdx() == row),
        report.findings().toString());
    System.out.printf("negative control %s, row %d named%n", report.lastLine(), row);
  }

  /** What nobody but the owner of the machine can do. */
  private static void tamper(DataFolder data, String edit) throws Exception {
    String url = LocalServices.reader(data).url();
    String month = DateTimeFormatter.ofPattern("yyyy_MM").format(LocalDate.now(ZoneOffset.UTC));
    String table = "ledger.entry_" + month;
    try (Connection connection =
            DriverManager.getConnection(url, "postgres", data.password("installer"));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER USER");
      assertEquals(1, statement.executeUpdate(edit.formatted(table)));
    }
  }

  private void until(Duration since) throws InterruptedException {
    pause(since.minusNanos(System.nanoTime() - began));
  }

  private static void pause(Duration time) throws InterruptedException {
    assertEquals(
        false, new CountDownLatch(1).await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS));
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }
}
