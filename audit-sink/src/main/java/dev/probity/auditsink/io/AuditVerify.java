// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.export.ExportFiles;
import dev.probity.auditsink.export.ExportVerifier;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.TilesVerifier;
import dev.probity.auditsink.verify.Verifier;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a live ledger: what {@code probity audit verify} runs. */
public final class AuditVerify {
  private final PostgresAccess reader;
  private final Verifier verifier;
  private final boolean keys;

  /** A verification without keys: encrypted bodies are checked by their digests alone. */
  public AuditVerify(PostgresAccess reader, Policy policy, TopicNames names) {
    this(reader, policy, names, null);
  }

  /**
   * A verification.
   *
   * @param reader the reader's login
   * @param policy who may sign heads of this ledger
   * @param names topic names of this installation
   * @param vault secrets that open encrypted bodies, null to check their digests alone
   */
  public AuditVerify(
      PostgresAccess reader, Policy policy, TopicNames names, @Nullable VaultFiles vault) {
    this.reader = reader;
    this.keys = vault != null;
    BodyOpener opener = new BodyOpener(vault == null ? null : vault.read());
    this.verifier = new Verifier(policy, name -> gapless(names, name), opener);
  }

  private static boolean gapless(TopicNames names, String name) {
    Topic<?, ?> topic = names.topic(name);
    return topic != null && !topic.transactional() && !topic.compacted();
  }

  /**
   * Checks an exported log.
   *
   * @param store where {@code probity audit export --tiles} or the archive wrote it
   */
  public static VerifyReport tiles(Policy policy, TopicNames names, ObjectStore store) {
    return TilesVerifier.verify(policy, name -> gapless(names, name), store);
  }

  /**
   * Checks what {@code probity audit export --out} wrote.
   *
   * @param export the folder or ZIP
   */
  public static VerifyReport export(Policy policy, Path export) throws IOException {
    ExportFiles files;
    try {
      files = ExportTarget.files(export);
    } catch (IllegalArgumentException malformed) {
      return ExportVerifier.unreadable(policy, malformed.getMessage());
    }
    return ExportVerifier.verify(policy, files);
  }

  /**
   * Reads the whole ledger once; a database out of reach is a report too, an incomplete one.
   *
   * @param anchors heads kept elsewhere, which the ledger must extend
   */
  public VerifyReport run(List<Anchor> anchors) {
    return run(anchors, null);
  }

  /**
   * The same, and every time stamp of the heads.
   *
   * @param stamps whose time stamps are believed; null when none are looked at
   */
  public VerifyReport run(List<Anchor> anchors, @Nullable TimestampTrust stamps) {
    try (PostgresSnapshot snapshot = PostgresSnapshot.open(reader, keys)) {
      VerifyReport report = verifier.verify(snapshot, anchors);
      return stamps == null ? report : StampCheck.add(report, reader, stamps);
    } catch (SQLException e) {
      Hash empty = Hash.of(new TreeHasher().emptyRoot());
      String why = "the ledger at " + reader.url() + " cannot be read, SQLSTATE " + e.getSQLState();
      return new VerifyReport(0, empty, 0, List.of(), List.of(), List.of(), 0, List.of(why));
    }
  }
}
