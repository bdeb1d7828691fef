// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.FaultSchedule.Fault;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.SourcePosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ninety seconds of candidates through separate processes, at 300 a second (some 900 records a
 * second on the topics, what two cores carry while they start processes anew; {@code
 * -Dprobity.faults.rate} asks for more), while these are killed or stopped and the broker, the
 * database and the clock fail. The verdict comes from the verifier and from what the broker
 * promised the producer, never from a counter of a process that was killed.
 *
 * <p>R1, R4, R5, R10, R14. RT-30, RT-31 and RT-36: without a database decisions and explanations go
 * on, none is lost or changed, and every one is in the ledger once when it is back. RT-34 and
 * RT-35: every accepted record ends in one explained prediction or one refusal, and nothing is
 * unaccounted for. RT-33: killed with kill -9 in the middle of a batch, every candidate ends with
 * one prediction or one refusal in the ledger. RT-38: every process ends within ten seconds of
 * SIGTERM. RT-48: what a decision takes on disk.
 */
class FaultRunIT {
  private static final Duration RUN =
      Boolean.getBoolean("probity.soak") ? Duration.ofMinutes(15) : Duration.ofSeconds(90);
  private static final int PER_SECOND =
      Integer.getInteger("probity.faults.rate", Boolean.getBoolean("probity.soak") ? 300 : 150);
  private static final int BAD_EVERY = 40;

  @TempDir private Path folder;
  private final Profile profile = ProfileFiles.load("acs-salary");
  private final long seed = Long.getLong("probity.seed", 20_261_101L);

  @Test
  @DisplayName("RT-30, RT-31, RT-33, RT-34, RT-35, RT-36, RT-38, RT-48: nothing is lost or doubled")
  void nothingIsLostOrDoubledWhateverIsKilledOrStopped() throws Exception {
    SeparateStack.assumePackaged();
    try (DataFolder data =
            DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
        SeparateStack stack = SeparateStack.start(data);
        CandidateStream stream = new CandidateStream(stack.kafka(), PER_SECOND, BAD_EVERY)) {
      // Given
      FaultInjection faults = new FaultInjection(stack, data, stream, profile);
      faults.promote();
      stack.launch();

      // When
      System.out.printf("fault run, seed %d, %d candidates/s%n", seed, PER_SECOND);
      stream.start();
      faults.inflict(FaultSchedule.draw(seed, RUN), RUN);
      stream.finish();

      // Then
      StackVerdict verdict = StackVerdict.of(stack, data, stream);
      VerifyReport report = verdict(verdict, data, faults);
      theCheckCanFail(verdict.check(), data, report.size() / 2);
      stack.stopModules();
    }
  }

  private VerifyReport verdict(StackVerdict verdict, DataFolder data, FaultInjection faults)
      throws Exception {
    System.out.printf(
        "faults injected  %s%nrecovery         %s%n", faults.injected(), faults.recovery());
    VerifyReport report = verdict.assertNothingLostOrDoubled();
    assertEquals(Set.of(Fault.values()), faults.injected().keySet(), "kinds that happened");
    assertTrue(faults.injected().values().stream().mapToInt(n -> n).sum() >= 20);
    DeliveryCheck check = verdict.check();
    assertTrue(check.repeatedPredictions() >= 1, "no kill left anything uncommitted");
    // The release promoted last may come too late to score; the two before it must have.
    assertTrue(check.versions().size() >= 2, "" + check.versions());
    disk(data, verdict.counts().explained());
    return report;
  }

  private static void disk(DataFolder data, long explained) throws Exception {
    String size =
        "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = 'ledger' AND c.relkind = 'r'";
    try (Connection connection = installer(data);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(size)) {
      assertTrue(row.next());
      long bytes = row.getLong(1) / explained;
      System.out.printf(
          "on disk          %,d bytes of the ledger per explained prediction, all indexes and the"
              + " candidate included (the reference: 4,663 without index or hash)%n",
          bytes);
    }
  }

  /** The negative control: a promise nobody kept is found, and so is one byte of one row. */
  private void theCheckCanFail(DeliveryCheck check, DataFolder data, long row) throws Exception {
    SourcePosition nowhere = new SourcePosition(Topics.CANDIDATES.name(), 0, 1_000_000);
    check.promisedDecision(nowhere);
    assertEquals(List.of(nowhere + " was never scored: lost"), check.problems());

    tamper(data, row);
    VerifyReport report = StackVerdict.verifier(data).run(List.of());
    assertEquals(6, report.exitCode(), report.lastLine());
    assertTrue(
        report.findings().stream().anyMatch(finding -> finding.firstIdx() == row),
        report.findings().toString());
    System.out.printf("negative control %s, row %d named%n", report.lastLine(), row);
  }

  /** What nobody but the owner of the machine can do. */
  private static void tamper(DataFolder data, long row) throws Exception {
    try (Connection connection = installer(data);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE " + table(statement, row) + " DISABLE TRIGGER USER");
      String edit = "UPDATE ledger.entry SET record_ts = record_ts + 1 WHERE idx = " + row;
      assertEquals(1, statement.executeUpdate(edit));
    }
  }

  private static String table(Statement statement, long idx) throws SQLException {
    String query = "SELECT tableoid::regclass FROM ledger.entry WHERE idx = " + idx;
    try (ResultSet found = statement.executeQuery(query)) {
      assertTrue(found.next());
      return found.getString(1);
    }
  }

  private static Connection installer(DataFolder data) throws Exception {
    String url = LocalServices.reader(data).url();
    return DriverManager.getConnection(url, "postgres", data.password("installer"));
  }
}
