// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.auditsink.io.AuditVerify;
import dev.probity.auditsink.io.LedgerPace;
import dev.probity.auditsink.io.LedgerProofs;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.io.VaultFiles;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.local.io.EmptyLedger;
import dev.probity.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The bench of the ledger: real records of every topic go into an empty ledger as fast as it takes
 * them, and beside each figure stands what the machine can do at most, in the same run.
 */
public final class LedgerBench {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int PROOFS = 400;
  private static final int LEAVES = 20_000;

  private final CpuClock clock;
  private final TopicNames names;
  private final Consumer<String> steps;

  /**
   * A bench that has not begun.
   *
   * @param postmaster the file with the database server's process id
   * @param steps told what is measured next
   */
  public LedgerBench(Path postmaster, TopicNames names, Consumer<String> steps) {
    this.clock = new CpuClock(postmaster);
    this.names = names;
    this.steps = steps;
  }

  /**
   * Measures one part after the other.
   *
   * @param to the ledger the sink fills
   * @param beside the ledger the plain COPY fills
   * @param filled the ledger that has recorded the topics already; it says how many rows there are
   */
  public LedgerReport run(EmptyLedger to, EmptyLedger beside, LedgerReads filled)
      throws IOException, InterruptedException {
    long rows = filled.progress().size();
    AuditSinkConfig config = AuditSinkConfig.parse(to.settings());
    steps.accept("the sink takes %,d rows in".formatted(rows));
    CpuClock.Reading before = clock.read();
    LedgerPace.Sunk sunk = LedgerPace.sink(config, rows, PATIENCE);
    Map<String, Double> sinkCpu = CpuClock.between(before, clock.read());
    steps.accept("plain COPY of the same rows");
    before = clock.read();
    double copied = LedgerPace.copy(to.reader(), beside.writer(), rows);
    Map<String, Double> copyCpu = CpuClock.between(before, clock.read());
    steps.accept("reading and verifying them");
    Policy policy = Policy.of(List.of(to.key()));
    LedgerPace.read(to.reader());
    long began = System.nanoTime();
    before = clock.read();
    VerifyReport report = new AuditVerify(to.reader(), policy, names).run(List.of());
    double verified = report.size() * 1e9 / (System.nanoTime() - began);
    Map<String, Double> verifyCpu = CpuClock.between(before, clock.read());
    if (!report.sound()) {
      throw new IOException("the ledger of the bench does not verify: " + report.lastLine());
    }
    double opened = verify(to, policy, config.vault());
    double read = LedgerPace.read(to.reader());
    steps.accept("leaves in memory, and proofs of single decisions");
    return new LedgerReport(
        report.size(),
        sunk,
        sinkCpu,
        copied,
        copyCpu,
        verified,
        verifyCpu,
        opened,
        read,
        leaves(LedgerPace.entries(to.reader(), LEAVES)),
        proofs(to, config.vault()),
        LedgerPace.disk(to.reader()));
  }

  /** The same with the secrets, so that every record is opened and held against its entry. */
  private double verify(EmptyLedger to, Policy policy, VaultFiles vault) throws IOException {
    long began = System.nanoTime();
    VerifyReport report = new AuditVerify(to.reader(), policy, names, vault).run(List.of());
    if (!report.sound()) {
      throw new IOException("the records of the bench do not verify: " + report.lastLine());
    }
    return report.size() * 1e9 / (System.nanoTime() - began);
  }

  /** Leaf hashes and tree, one thread, from entries in memory. */
  private static double leaves(List<byte[]> entries) {
    TreeHasher hasher = new TreeHasher();
    double seconds =
        Timing.best(
            number -> {
              LogTree tree = new LogTree(hasher);
              entries.forEach(entry -> tree.append(hasher.leaf(entry)));
              tree.takeFinished();
            });
    return entries.size() / seconds;
  }

  /** Each of some decisions drawn with a fixed seed, over one connection. */
  private Quantiles proofs(EmptyLedger to, VaultFiles vault) throws IOException {
    String policy = Policy.text(to.key(), null);
    try (LedgerProofs proofs = LedgerProofs.connect(to.reader(), names, vault)) {
      List<String> drawn = new ArrayList<>(proofs.sample(PROOFS, 1).drawn().values());
      long[] nanos = new long[drawn.size()];
      for (int i = 0; i < nanos.length; i++) {
        long began = System.nanoTime();
        LedgerProofs.Result result = proofs.bundle(drawn.get(i), policy);
        nanos[i] = System.nanoTime() - began;
        if (!(result instanceof LedgerProofs.Result.Made)) {
          throw new IOException("a signed decision of the bench was not proved");
        }
      }
      return Quantiles.ofNanos(nanos);
    }
  }
}
