// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.query.LedgerCounts;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.time.Duration;
import java.util.List;

/**
 * What became of a stream through a stack to which things were done: by what the broker promised
 * the producer, the topics, the ledger and its verifier, never by a counter of a process that was
 * killed.
 */
final class StackVerdict {
  private static final Duration SETTLE = Duration.ofMinutes(10);

  private final SeparateStack stack;
  private final CandidateStream stream;
  private final DeliveryCheck check;
  private final LedgerCounts counts;
  private final long onTopics;
  private final VerifyReport report;

  private StackVerdict(
      SeparateStack stack,
      CandidateStream stream,
      DeliveryCheck check,
      LedgerCounts counts,
      long onTopics,
      VerifyReport report) {
    this.stack = stack;
    this.stream = stream;
    this.check = check;
    this.counts = counts;
    this.onTopics = onTopics;
    this.report = report;
  }

  /** Looks when nothing moves any more; the stream has ended. */
  static StackVerdict of(SeparateStack stack, DataFolder data, CandidateStream stream)
      throws Exception {
    TopicRows rows = new TopicRows(stack.kafka());
    LedgerCounts counts = settled(stack, rows, stream);
    DeliveryCheck check = new DeliveryCheck();
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
    rows.eachValue(Topics.PREDICTIONS, check::saw);
    rows.eachValue(Topics.EXPLANATIONS, check::saw);
    rows.rejects().forEach(check::saw);
    return new StackVerdict(
        stack, stream, check, counts, rows.audited(), verifier(data).run(List.of()));
  }

  /** What was promised against what came. */
  DeliveryCheck check() {
    return check;
  }

  /** What the ledger holds. */
  LedgerCounts counts() {
    return counts;
  }

  /** Prints what came and demands that it is everything, once, and that the ledger verifies. */
  VerifyReport assertNothingLostOrDoubled() throws Exception {
    System.out.printf(
        "records in       %,d acknowledged%n"
            + "rows out         %s; %,d positions answered, %,d predictions came again%n"
            + "ledger           %,d entries for %,d records on topics, %d lost, %d doubled%n"
            + "verdict          %d problems; %s%n",
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
    assertEquals(List.of(), check.problems());
    assertEquals(stream.sent(), check.answered());
    assertEquals(List.of(), report.findings());
    assertEquals(0, report.exitCode(), report.lastLine());
    assertEquals(onTopics, counts.recorded(), "ledger entries against records on topics");
    assertEquals(stream.sent(), counts.accepted());
    assertEquals(0, counts.lost());
    assertEquals(0, counts.duplicated());
    nothingIsUnaccounted();
    return report;
  }

  /** The ledger's counts once nothing moves any more, or after the patience is used up. */
  private static LedgerCounts settled(SeparateStack stack, TopicRows rows, CandidateStream stream)
      throws Exception {
    stack.awaitReady();
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
        FaultInjection.pause(Duration.ofMillis(300));
      }
    }
  }

  private void nothingIsUnaccounted() throws Exception {
    double[] seen = new double[2];
    try {
      FaultInjection.await(
          "no record unaccounted for, none in flight",
          () -> {
            seen[0] = stack.metric(SeparateStack.SINK, "probity_unaccounted_records");
            seen[1] = stack.metric(SeparateStack.SINK, "probity_in_flight_records");
            return seen[0] == 0 && seen[1] == 0;
          });
    } finally {
      System.out.printf("last told        %.0f unaccounted, %.0f in flight%n", seen[0], seen[1]);
    }
    System.out.println(
        "unaccounted      0 records; the reference left 125 of 246 requests without an outcome");
  }

  static AuditVerify verifier(DataFolder data) throws Exception {
    return new AuditVerify(
        LocalServices.reader(data), Policy.of(List.of(Secrets.ledgerKey(data))), TopicNames.PLAIN);
  }
}
