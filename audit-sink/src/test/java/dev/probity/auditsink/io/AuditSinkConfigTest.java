// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.vault.ErasureCertificate;
import dev.probity.topics.TopicNames;
import dev.probity.topics.io.ConfigKit;
import dev.probity.topics.io.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSinkConfigTest {
  private static final String WITNESS =
      "witness.probity.example/w1+41740f4b+BAu8NGpXZnw4ASC9nH/X5R0sX9/qN80vW/QFssa/by14";

  @TempDir private Path folder = Path.of("unset");

  @Test
  void defaultsAreRecorded() {
    ConfigKit.assertDefaults(
        Map.of(),
        reader -> AuditSinkConfig.read(reader, "host"),
        new AuditSinkConfig(
            kafka("localhost:9092", "host", TopicNames.PLAIN, 6, 2),
            "jdbc:postgresql://localhost:5432/probity",
            "probity_writer",
            null,
            null,
            null,
            null,
            null,
            new VaultFiles(Path.of("vault.kek"), Path.of("vault.pseudonyms")),
            Path.of("ledger.key"),
            null,
            "ledger.probity.local",
            Duration.ofSeconds(5),
            10_000,
            2_000,
            Duration.ofMillis(100),
            Duration.ofDays(184),
            new ErasureCertificate.Expiry(Duration.ofDays(30), Duration.ofDays(30)),
            null,
            null,
            null,
            null));
  }

  @Test
  void everyKeyIsMapped() {
    ConfigKit.assertMapsEveryKey(
        Map.ofEntries(
            Map.entry("kafka.bootstrap.servers", "a:1,b:2"),
            Map.entry("probity.topics.prefix", "acme."),
            Map.entry("probity.instance.id", "7"),
            Map.entry("probity.kafka.session-timeout", "30s"),
            Map.entry("probity.kafka.heartbeat-interval", "9s"),
            Map.entry("probity.pg.url", "jdbc:postgresql://db/x"),
            Map.entry("probity.pg.user", "w"),
            Map.entry("probity.pg.password-file", "/w"),
            Map.entry("probity.pg.owner.user", "o"),
            Map.entry("probity.pg.owner.password-file", "/o"),
            Map.entry("probity.pg.eraser.user", "e"),
            Map.entry("probity.pg.eraser.password-file", "/e"),
            Map.entry("probity.audit.kek-file", "/kek"),
            Map.entry("probity.audit.pseudonym-key-file", "/p"),
            Map.entry("probity.audit.signing-key-file", "/k"),
            Map.entry("probity.audit.previous-signing-key-file", "/p"),
            Map.entry("probity.audit.origin", "ledger.example"),
            Map.entry("probity.audit.checkpoint-interval", "1s"),
            Map.entry("probity.audit.checkpoint-rows", "5"),
            Map.entry("probity.audit.batch-rows", "6"),
            Map.entry("probity.audit.linger", "3s"),
            Map.entry("probity.audit.retention", "3650d"),
            Map.entry("probity.audit.backup-expiry", "14d"),
            Map.entry("probity.audit.copy-expiry", "90d"),
            Map.entry("probity.audit.abandon-head", "1200"),
            Map.entry("probity.audit.tsa.url", "https://tsa.example/tsr"),
            Map.entry("probity.audit.tsa.roots-file", "/r"),
            Map.entry("probity.audit.tsa.interval", "2h"),
            Map.entry("probity.audit.archive", "s3://ledger/a"),
            Map.entry("probity.audit.archive-interval", "7s"),
            Map.entry("probity.audit.witness.url", "https://council.example/w"),
            Map.entry("probity.audit.witness.key", WITNESS)),
        reader -> AuditSinkConfig.read(reader, "host"),
        new AuditSinkConfig(
            kafka("a:1,b:2", "7", TopicNames.withPrefix("acme."), 30, 9),
            "jdbc:postgresql://db/x",
            "w",
            Path.of("/w"),
            "o",
            Path.of("/o"),
            "e",
            Path.of("/e"),
            new VaultFiles(Path.of("/kek"), Path.of("/p")),
            Path.of("/k"),
            Path.of("/p"),
            "ledger.example",
            Duration.ofSeconds(1),
            5,
            6,
            Duration.ofSeconds(3),
            Duration.ofDays(3650),
            new ErasureCertificate.Expiry(Duration.ofDays(14), Duration.ofDays(90)),
            1_200L,
            new AuditSinkConfig.Cosigning(
                URI.create("https://council.example/w"), VerifierKey.parse(WITNESS)),
            new AuditSinkConfig.Archiving("s3://ledger/a", Duration.ofSeconds(7)),
            new AuditSinkConfig.Stamping(
                URI.create("https://tsa.example/tsr"), Path.of("/r"), Duration.ofHours(2))));
  }

  @Test
  void aRetentionBelowTheLegalFloorAndAMisspeltKeyAreRefusedTogether() {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                AuditSinkConfig.parse(
                    Map.of(
                        "probity.audit.retention", "183d",
                        "probity.audit.abandon-head", "all",
                        "probity.audit.batchrows", "1")));

    assertTrue(wrong.getMessage().contains("184 days or more"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("a number of entries"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("Maybe probity.audit.batch-rows"), wrong.getMessage());
  }

  @Test
  void aWitnessNeedsAnAddressAndAKeyOfItsKind() {
    String log = "ledger.probity.example+3903c6d7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    for (Map<String, String> bad :
        List.of(
            Map.of("probity.audit.witness.url", "https://w.example"),
            Map.of("probity.audit.witness.key", WITNESS),
            Map.of("probity.audit.witness.url", "w.example", "probity.audit.witness.key", WITNESS),
            Map.of("probity.audit.witness.url", "https://w", "probity.audit.witness.key", log),
            Map.of("probity.audit.witness.url", "https://w", "probity.audit.witness.key", "x"))) {
      IllegalArgumentException wrong =
          assertThrows(IllegalArgumentException.class, () -> AuditSinkConfig.parse(bad));
      assertTrue(wrong.getMessage().contains("probity.audit.witness."), wrong.getMessage());
    }
  }

  @Test
  void aSecretThatOthersMayReadIsRefused() throws IOException {
    // Given
    Path secret = Files.writeString(folder.resolve("secret"), "word\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));

    // When
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SigningKeyFile.secret(secret));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

    // Then
    assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
    assertEquals("word", SigningKeyFile.secret(secret));
  }

  @Test
  void aPasswordIsNeverShown() {
    PostgresAccess access = new PostgresAccess("jdbc:postgresql://db/x", "w", "hidden");

    assertEquals("w at jdbc:postgresql://db/x", access.toString());
    assertFalse(List.of(access).toString().contains("hidden"));
  }

  private static KafkaSettings kafka(
      String servers, String instance, TopicNames names, int session, int heartbeat) {
    return new KafkaSettings(
        servers,
        "audit-sink",
        instance,
        names,
        Duration.ofSeconds(session),
        Duration.ofSeconds(heartbeat),
        Map.of());
  }
}
