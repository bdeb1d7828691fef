// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.io.AuditSinkConfig;
import dev.probity.auditsink.io.KeyRevocation;
import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.io.LedgerSchema;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.auditsink.io.VaultFiles;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.ErasureCertificate;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.topics.TopicNames;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.SourcePosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a data folder for verbs that read it: that of the running process, else its
 * database is started alone for as long as the verb needs it.
 */
public final class LedgerAccess implements Closeable {
  private final DataFolder folder;
  private final @Nullable LocalServices database;

  private LedgerAccess(DataFolder folder, @Nullable LocalServices database) {
    this.folder = folder;
    this.database = database;
  }

  /** Opens the ledger of the folder. */
  public static LedgerAccess open(Path path) throws IOException {
    Ports ports = DataFolder.portsOf(path);
    if (DataFolder.inUseBy(path).isPresent()) {
      return new LedgerAccess(DataFolder.view(path), null);
    }
    DataFolder folder = DataFolder.open(path, () -> ports);
    try {
      return new LedgerAccess(folder, LocalServices.startDatabase(folder));
    } catch (IOException | IllegalStateException failed) {
      folder.close();
      throw failed;
    }
  }

  /** How to connect as a reader. */
  public PostgresAccess reader() throws IOException {
    return LocalServices.reader(folder);
  }

  /** How to connect as the login that may drop what is older than its retention. */
  public PostgresAccess retention() throws IOException {
    return LocalServices.login(folder, LedgerSchema.RETENTION);
  }

  /** How to connect as the sink, for what the sink itself would write. */
  public PostgresAccess writer() throws IOException {
    return LocalServices.login(folder, LedgerSchema.WRITER);
  }

  /** Whom this installation believes. */
  public Policy policy() throws IOException {
    return Policy.parse(policyText().getBytes(StandardCharsets.UTF_8));
  }

  /** The same as a policy file. */
  public String policyText() throws IOException {
    return LedgerKeys.policyText(folder);
  }

  /** How to connect as the login that forgets people. */
  public PostgresAccess eraser() throws IOException {
    return LocalServices.eraser(folder);
  }

  /** The secrets of people's records. */
  public VaultFiles vault() {
    return Secrets.vault(folder);
  }

  /** Whether a process works in the folder, and the ledger grows. */
  public boolean running() {
    return database == null;
  }

  /**
   * Whose records a command is about.
   *
   * @param name the id, or the entry in words
   * @param reference under which the ledger keeps the key
   */
  public record Referenced(String name, Hash reference) {}

  /**
   * The reference of a person, or of a dead letter that names nobody.
   *
   * @param subject the person's id, null when an entry is named
   * @param entry the entry of the dead letter, null when a person is named
   */
  public Referenced referenced(@Nullable String subject, @Nullable Long entry) throws IOException {
    VaultKeys keys = vault().read();
    if (subject != null) {
      return new Referenced(subject, keys.reference(subject));
    }
    long idx = entry == null ? -1 : entry;
    try (LedgerReads ledger = LedgerReads.connect(reader(), names())) {
      SourcePosition at = ledger.position(idx).orElse(null);
      if (at == null) {
        throw new RefusedStartException("the ledger has no entry " + idx);
      }
      Source source = new Source(at.topic(), at.partition());
      return new Referenced("entry " + idx, keys.referenceOfRecord(source, at.offset()));
    }
  }

  /** How long copies of people's records live elsewhere, as this installation declares. */
  public static ErasureCertificate.Expiry expiry() {
    return AuditSinkConfig.parse(Configured.with(Map.of())).expiry();
  }

  /** The key that signs the heads of this ledger. */
  public VerifierKey key() throws IOException {
    return Secrets.ledgerKey(folder);
  }

  /** Signs for this ledger, as the sink does. */
  public NoteSigner signer() throws IOException {
    return LedgerKeys.signer(folder);
  }

  /** Where the folder keeps release bundles. */
  public Path models() {
    return folder.models();
  }

  /** Where the folder keeps the keys that may sign its releases. */
  public Path modelKeysFile() {
    return folder.key(Secrets.TRUSTED);
  }

  /** Keys that may sign the folder's releases. */
  public List<TrustedKey> modelKeys() throws IOException {
    Path file = modelKeysFile();
    return Files.isRegularFile(file)
        ? Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .map(TrustedKey::parse)
            .toList()
        : List.of();
  }

  /** The key of a folder's ledger without starting anything; null when the folder has none. */
  public static @Nullable VerifierKey keyOf(Path path) throws IOException {
    if (!Files.isRegularFile(path.resolve("keys").resolve(Secrets.LEDGER_KEY))) {
      return null;
    }
    return Secrets.ledgerKey(DataFolder.view(path));
  }

  /**
   * Whom this installation believes: the log of the folder, and the witness when one is configured.
   * Null when the folder has no ledger.
   */
  public static @Nullable Policy policyOf(Path path) throws IOException {
    if (keyOf(path) == null) {
      return null;
    }
    String text = LedgerKeys.policyText(DataFolder.view(path));
    return Policy.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A folder nobody works in, whose keys may be exchanged. */
  public boolean alone() {
    return database != null;
  }

  /**
   * Draws a new key for the ledger; the next head is signed with both. Only in a folder nobody
   * works in, and only when the newest head is the current key's: one rotation at a time.
   *
   * @return the key that signed until now
   */
  public VerifierKey rotateKey() throws IOException {
    return LedgerKeys.rotate(folder);
  }

  /**
   * Records that a key of this ledger is not believed beyond a size, here and in the ledger.
   *
   * @param actor who says so
   */
  public void revokeKey(VerifierKey key, long size, String actor) throws IOException {
    KeyRevocation.note(LocalServices.login(folder, LedgerSchema.WRITER), key, size, actor);
    LedgerKeys.revoke(folder, key, size);
  }

  /** The names of the topics in this installation. */
  public static TopicNames names() {
    return TopicNames.withPrefix(
        Configured.with(Map.of()).getOrDefault("probity.topics.prefix", ""));
  }

  /**
   * Records that somebody is about to be told about a candidate; the broker has the record when
   * this returns.
   *
   * @param candidate whom they are told about, or what
   * @param door the command that tells it
   * @return false when nothing runs in the folder that could take the record
   */
  public boolean recordRead(Principal reader, String candidate, String door) throws IOException {
    return record(EventType.AUDIT_READ, reader, candidate, door);
  }

  /**
   * Records that somebody is about to be given what is known about a person.
   *
   * @param event read or exported
   * @param door by which command
   * @return false when nothing runs in the folder that could take the record
   */
  public boolean record(EventType event, Principal reader, String candidate, String door)
      throws IOException {
    if (database != null) {
      return false;
    }
    Map<String, String> running =
        Map.of("kafka.bootstrap.servers", "127.0.0.1:" + folder.ports().kafka());
    KafkaSettings kafka = KafkaSettings.parse(Configured.with(running), "local");
    AuditEntry entry =
        new AuditEntry(
            event,
            "local",
            kafka.instance(),
            reader.subject(),
            Instant.now(),
            candidate,
            null,
            null,
            null,
            Map.of(),
            Map.of("door", door),
            null);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("reads"))) {
      producer.send(AuditPublisher.toRecord(kafka.names(), entry)).get();
      return true;
    } catch (ExecutionException refused) {
      throw new IOException("the broker did not take the record of this read", refused.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while this read was recorded", interrupted);
    }
  }

  @Override
  public void close() throws IOException {
    try (folder) {
      if (database != null) {
        database.close();
      }
    }
  }
}
