// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.flow.FlowAccounts;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.TopicNames;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ledger in Postgres that has taken a stream in, signed and projected. */
final class FilledLedger {
  private final TestPostgres postgres;
  private final @Nullable VaultFiles vault;
  private final Map<Source, Cursor> cursors = new LinkedHashMap<>();

  FilledLedger(TestPostgres postgres) {
    this(postgres, null);
  }

  /** A ledger that encrypts what is about people. */
  FilledLedger(TestPostgres postgres, @Nullable VaultFiles vault) {
    this.postgres = postgres;
    this.vault = vault;
  }

  private @Nullable SubjectKeys keys() {
    return vault == null ? null : new SubjectKeys(vault.read(), new SecureRandom());
  }

  /** Appends the records, so many to a transaction; gives the size of the ledger. */
  long append(List<Prepared> records, int rowsPerTransaction) {
    return append(records, rowsPerTransaction, Examples.NOW);
  }

  /** The same at another time. */
  long append(List<Prepared> records, int rowsPerTransaction, long now) {
    long size = 0;
    try (PostgresLedger ledger = postgres.openLedger(keys(), now)) {
      for (int from = 0; from < records.size(); from += rowsPerTransaction) {
        int to = Math.min(records.size(), from + rowsPerTransaction);
        AppendResult result = ledger.append(draft(ledger, records.subList(from, to)), now);
        size = assertInstanceOf(AppendResult.Appended.class, result).size();
      }
    }
    return size;
  }

  private Draft draft(PostgresLedger ledger, List<Prepared> records) {
    Map<Source, List<Prepared>> bySource = new LinkedHashMap<>();
    records.forEach(r -> bySource.computeIfAbsent(r.source(), s -> new ArrayList<>()).add(r));
    List<Stretch> stretches = new ArrayList<>();
    bySource.forEach(
        (source, each) -> {
          Cursor from =
              cursors.computeIfAbsent(source, s -> ledger.begin(s, "id-" + s.topic(), 0).cursor());
          Stretch stretch = new Stretch(source, from, each.getLast().offset() + 1, each);
          cursors.put(source, stretch.to());
          stretches.add(stretch);
        });
    return new Draft(stretches);
  }

  SigningResult sign() {
    return sign(LogKeys.of(VerifierRun.SIGNER));
  }

  /** The same with other keys. */
  SigningResult sign(LogKeys keys) {
    try (CheckpointStore store =
        new CheckpointStore(postgres.writer().open(Duration.ofSeconds(20)), keys)) {
      return store.sign();
    } catch (SQLException e) {
      throw new IllegalStateException("no connection of the writer", e);
    }
  }

  /** Projects to the end; gives the rows written. */
  long project() {
    return project(new FlowAccounts());
  }

  /** The same with accounts that are taken up at the start and kept. */
  long project(FlowAccounts accounts) {
    try (ProjectionStore store =
        new ProjectionStore(
            postgres.writer().openAs(LedgerSchema.PROJECTOR, Duration.ofSeconds(20)),
            TopicNames.PLAIN,
            new BodyOpener(vault == null ? null : vault.read()))) {
      accounts.resume(store.standing());
      long rows = 0;
      for (ProjectionStore.Step step = store.step(); step.entries() > 0; step = store.step()) {
        accounts.add(step.recorded(), step.next());
        rows += step.rows();
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("no connection of the projector", e);
    }
  }

  VerifyReport verify(Anchor... anchors) {
    return new AuditVerify(postgres.reader(), VerifierRun.POLICY, TopicNames.PLAIN, vault)
        .run(List.of(anchors));
  }
}
