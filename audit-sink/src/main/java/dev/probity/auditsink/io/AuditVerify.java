// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.Verifier;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import java.sql.SQLException;
import java.util.List;

/** Checks a live ledger: what {@code probity audit verify} runs. */
public final class AuditVerify {
  private final PostgresAccess reader;
  private final Verifier verifier;

  /**
   * A verification.
   *
   * @param reader the reader's login
   * @param trusted keys that may sign heads of this ledger
   * @param names topic names of this installation
   */
  public AuditVerify(PostgresAccess reader, List<VerifierKey> trusted, TopicNames names) {
    this.reader = reader;
    this.verifier = new Verifier(trusted, name -> gapless(names.topic(name)));
  }

  private static boolean gapless(@org.jspecify.annotations.Nullable Topic<?, ?> topic) {
    return topic != null && !topic.transactional() && !topic.compacted();
  }

  /** Reads the whole ledger once; a database out of reach is a report too, an incomplete one. */
  public VerifyReport run() {
    try (PostgresSnapshot snapshot = PostgresSnapshot.open(reader)) {
      return verifier.verify(snapshot);
    } catch (SQLException e) {
      Hash empty = Hash.of(new TreeHasher().emptyRoot());
      String why = "the ledger at " + reader.url() + " cannot be read, SQLSTATE " + e.getSQLState();
      return new VerifyReport(0, empty, 0, List.of(), List.of(), 0, List.of(why));
    }
  }
}
