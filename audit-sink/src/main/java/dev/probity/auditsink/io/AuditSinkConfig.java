// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.vault.ErasureCertificate;
import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.S3Address;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sink is told from outside.
 *
 * @param kafka how it reaches the brokers
 * @param postgresUrl JDBC URL of the ledger
 * @param writer login that appends
 * @param writerPasswordFile its password
 * @param owner login that migrates before the start; null when somebody else sees to it
 * @param ownerPasswordFile its password
 * @param eraser login that carries out erasures; null when somebody else does
 * @param eraserPasswordFile its password
 * @param vault secrets of people's records
 * @param signingKeyFile Ed25519 seed of the log, base64, mode 0600
 * @param previousKeyFile seed that signed before; null when no key is handed over
 * @param origin name of the log and of its key
 * @param checkpointInterval a grown tree is signed at most this late
 * @param checkpointRows a tree is signed at most this many entries apart
 * @param batchRows most records of one transaction
 * @param linger how long the broker gathers records for one transaction when few come
 * @param retention how long entries are kept
 * @param expiry how long copies of people's records live elsewhere
 * @param abandonedHead size of a published head that is given up, if the ledger does not continue
 *     it; null when none is
 * @param witness who cosigns the heads; null when nobody does
 * @param archive where the ledger is archived all the time; null when nowhere
 * @param stamping who stamps heads with the time; null when nobody does
 */
public record AuditSinkConfig(
    KafkaSettings kafka,
    String postgresUrl,
    String writer,
    @Nullable Path writerPasswordFile,
    @Nullable String owner,
    @Nullable Path ownerPasswordFile,
    @Nullable String eraser,
    @Nullable Path eraserPasswordFile,
    VaultFiles vault,
    Path signingKeyFile,
    @Nullable Path previousKeyFile,
    String origin,
    Duration checkpointInterval,
    int checkpointRows,
    int batchRows,
    Duration linger,
    Duration retention,
    ErasureCertificate.Expiry expiry,
    @Nullable Long abandonedHead,
    @Nullable Cosigning witness,
    @Nullable Archiving archive,
    @Nullable Stamping stamping) {

  /**
   * A time-stamping authority.
   *
   * @param url where it listens
   * @param roots certificates in PEM that vouch for it
   * @param interval the newest head is stamped this often
   */
  public record Stamping(URI url, Path roots, Duration interval) {}

  /**
   * A witness.
   *
   * @param url where it listens, without {@code /add-checkpoint}
   * @param key its public key
   */
  public record Cosigning(URI url, VerifierKey key) {}

  /**
   * An archive.
   *
   * @param address a folder, or {@code s3://bucket/prefix}
   * @param interval it gets what is new this often
   */
  public record Archiving(String address, Duration interval) {}

  /** AI Act Art. 19(1) and 26(6): logs are kept for six months at least. */
  public static final Duration LEAST_RETENTION = Duration.ofDays(184);

  /**
   * Reads the configuration of this process.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static AuditSinkConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, reader -> read(reader, KafkaSettings.hostName()));
  }

  /** All keys this process reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(reader -> read(reader, "host"));
  }

  static AuditSinkConfig read(ConfigReader reader, String defaultInstance) {
    AuditSinkConfig config =
        new AuditSinkConfig(
            KafkaSettings.read(reader, "audit-sink", defaultInstance),
            reader.text(
                "probity.pg.url",
                "jdbc:postgresql://localhost:5432/probity",
                "JDBC URL of the ledger"),
            reader.text("probity.pg.user", LedgerSchema.WRITER, "Login that appends"),
            reader.optionalPath("probity.pg.password-file", "File with its password, mode 0600"),
            reader.optional(
                "probity.pg.owner.user", "Login that migrates before the start; absent: nobody"),
            reader.optionalPath(
                "probity.pg.owner.password-file", "File with its password, mode 0600"),
            reader.optional(
                "probity.pg.eraser.user",
                "Login that carries out erasures when they are due; absent: nobody"),
            reader.optionalPath(
                "probity.pg.eraser.password-file", "File with its password, mode 0600"),
            vault(reader),
            reader.path(
                "probity.audit.signing-key-file",
                "ledger.key",
                "Ed25519 seed of the log, base64, mode 0600"),
            reader.optionalPath(
                "probity.audit.previous-signing-key-file",
                "Seed that signed until now; the next head is signed with both"),
            reader.text(
                "probity.audit.origin", "ledger.probity.local", "Name of the log and of its key"),
            reader.duration(
                "probity.audit.checkpoint-interval",
                Duration.ofSeconds(5),
                "A grown tree is signed at most this late"),
            reader.whole(
                "probity.audit.checkpoint-rows",
                10_000,
                1,
                10_000_000,
                "A tree is signed at most this many entries apart"),
            reader.whole(
                "probity.audit.batch-rows", 2_000, 1, 10_000, "Most records of one transaction"),
            reader.duration(
                "probity.audit.linger",
                Duration.ofMillis(100),
                "How long records are gathered for one transaction when few come"),
            reader.duration(
                "probity.audit.retention", LEAST_RETENTION, "How long entries are kept"),
            expiry(reader),
            abandonedHead(reader),
            witness(reader),
            archive(reader),
            stamping(reader));
    if (config.retention().compareTo(LEAST_RETENTION) < 0) {
      String found = config.retention().toString();
      reader.problem("probity.audit.retention", found, "184 days or more (AI Act Art. 26(6))");
    }
    reader.noOthers("probity.audit.");
    return config;
  }

  private static VaultFiles vault(ConfigReader reader) {
    return new VaultFiles(
        reader.path(
            "probity.audit.kek-file",
            "vault.kek",
            "Keys that wrap the keys of people, base64, one a line, the first wraps;"
                + " mode 0600"),
        reader.path(
            "probity.audit.pseudonym-key-file",
            "vault.pseudonyms",
            "Key that makes references of ids, base64, never changed; mode 0600"));
  }

  private static @Nullable Long abandonedHead(ConfigReader reader) {
    String name = "probity.audit.abandon-head";
    String size =
        reader.optional(
            name,
            "Size of the published head that is given up: a ledger that does not continue it goes"
                + " on all the same and records epoch.opened");
    if (size == null || size.matches("[1-9][0-9]{0,17}")) {
      return size == null ? null : Long.valueOf(size);
    }
    reader.problem(name, size, "a number of entries, as the refusal at the start says it");
    return null;
  }

  private static ErasureCertificate.Expiry expiry(ConfigReader reader) {
    return new ErasureCertificate.Expiry(
        reader.duration(
            "probity.audit.backup-expiry",
            Duration.ofDays(30),
            "When backups of the database are deleted, as a certificate of erasure says"),
        reader.duration(
            "probity.audit.copy-expiry",
            Duration.ofDays(30),
            "When dataset commits, objects and experiments are deleted, likewise"));
  }

  private static @Nullable Cosigning witness(ConfigReader reader) {
    String url =
        reader.optional(
            "probity.audit.witness.url", "Witness that cosigns heads (C2SP tlog-witness)");
    String key = reader.optional("probity.audit.witness.key", "Its public key, name+id+base64");
    if (url == null && key == null) {
      return null;
    }
    try {
      VerifierKey parsed = key == null ? null : VerifierKey.parse(key);
      if (url != null && url.startsWith("http") && parsed != null && parsed.cosigns()) {
        return new Cosigning(URI.create(url), parsed);
      }
    } catch (IllegalArgumentException malformed) {
      reader.problem(
          "probity.audit.witness.key", String.valueOf(key), "a key as a witness prints it");
      return null;
    }
    reader.problem("probity.audit.witness.url", String.valueOf(url), "an http URL, and a key");
    return null;
  }

  private static @Nullable Stamping stamping(ConfigReader reader) {
    String url =
        reader.optional(
            "probity.audit.tsa.url", "Authority that stamps heads with the time (RFC 3161)");
    Path roots =
        reader.optionalPath(
            "probity.audit.tsa.roots-file", "Certificates in PEM that vouch for the authority");
    Duration interval =
        reader.duration(
            "probity.audit.tsa.interval",
            Duration.ofHours(1),
            "A grown tree is stamped this often");
    if (url == null && roots == null) {
      return null;
    }
    if (url != null && url.matches("https?://\\S+") && roots != null) {
      return new Stamping(URI.create(url), roots, interval);
    }
    reader.problem(
        "probity.audit.tsa.url",
        String.valueOf(url),
        "an http URL, and probity.audit.tsa.roots-file");
    return null;
  }

  private static @Nullable Archiving archive(ConfigReader reader) {
    String name = "probity.audit.archive";
    String address =
        reader.optional(
            name,
            "Where tiles, stored bodies and signed heads are archived all the time: a folder, or"
                + " s3://bucket/prefix with the AWS_ variables in the environment");
    Duration interval =
        reader.duration(
            "probity.audit.archive-interval",
            Duration.ofSeconds(30),
            "The archive gets what is new this often");
    if (address != null && address.startsWith(S3Address.SCHEME)) {
      try {
        S3Address unused = S3Address.parse(address);
      } catch (IllegalArgumentException malformed) {
        reader.problem(name, address, "s3://bucket/prefix, or a folder");
        return null;
      }
    }
    return address == null ? null : new Archiving(address, interval);
  }

  PostgresAccess writerAccess() {
    return access(writer, writerPasswordFile);
  }

  @Nullable PostgresAccess ownerAccess() {
    return owner == null ? null : access(owner, ownerPasswordFile);
  }

  @Nullable PostgresAccess eraserAccess() {
    return eraser == null ? null : access(eraser, eraserPasswordFile);
  }

  private PostgresAccess access(String user, @Nullable Path passwordFile) {
    String password = passwordFile == null ? "" : SigningKeyFile.secret(passwordFile);
    return new PostgresAccess(postgresUrl, user, password);
  }
}
