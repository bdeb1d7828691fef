// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.ConfigKit;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureConfigTest {
  private static final CaptureConfig FULL =
      new CaptureConfig(
          "jdbc:postgresql://db/hr?sslmode=verify-full&x=y",
          "reader",
          Path.of("secret"),
          "my.json",
          "hr.people",
          List.of("a", "b"),
          "house",
          Path.of("codes.json"),
          "hr.outbox",
          "slot_1",
          "pub_1",
          Path.of("kept"),
          false,
          true,
          7);

  @TempDir Path folder;

  @Test
  void defaultsAreRecordedAndCaptureNothing() {
    ConfigKit.assertDefaults(
        Map.of(),
        CaptureConfig::read,
        new CaptureConfig(
            null,
            "probity_capture",
            null,
            null,
            null,
            List.of("id"),
            null,
            null,
            null,
            "probity_capture",
            "probity_capture",
            Path.of("capture"),
            true,
            false,
            512));
  }

  @Test
  void everyKeyIsMapped() {
    ConfigKit.assertMapsEveryKey(
        Map.ofEntries(
            Map.entry("probity.capture.url", "jdbc:postgresql://db/hr?sslmode=verify-full&x=y"),
            Map.entry("probity.capture.user", "reader"),
            Map.entry("probity.capture.password-file", "secret"),
            Map.entry("probity.capture.profile", "my.json"),
            Map.entry("probity.capture.table", "hr.people"),
            Map.entry("probity.capture.id", "a, b"),
            Map.entry("probity.capture.group", "house"),
            Map.entry("probity.capture.mapping", "codes.json"),
            Map.entry("probity.capture.outbox", "hr.outbox"),
            Map.entry("probity.capture.slot", "slot_1"),
            Map.entry("probity.capture.publication", "pub_1"),
            Map.entry("probity.capture.folder", "kept"),
            Map.entry("probity.capture.snapshot", "false"),
            Map.entry("probity.capture.erase", "true"),
            Map.entry("probity.capture.slot-megabytes", "7")),
        CaptureConfig::read,
        FULL);
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                CaptureConfig.parse(
                    Map.of(
                        "probity.capture.url", "postgres://db/hr",
                        "probity.capture.slot", "Slot; DROP",
                        "probity.capture.outbox", "outbox",
                        "probity.capture.tabel", "hr.people")));
    for (String key : List.of(".url", ".slot", ".outbox", "Maybe probity.capture.table")) {
      assertTrue(wrong.getMessage().contains(key), wrong.getMessage());
    }
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> CaptureConfig.parse(Map.of("probity.capture.url", "jdbc:postgresql://d/hr")))
            .getMessage()
            .contains("a table or an outbox"));
  }

  @Test
  void theEngineIsToldWhatTheAddressSays() {
    Properties engine = CaptureEngine.properties(FULL, "p");
    assertEquals("db", engine.getProperty("database.hostname"));
    assertEquals("5432", engine.getProperty("database.port"));
    assertEquals("hr", engine.getProperty("database.dbname"));
    assertEquals("verify-full", engine.getProperty("database.sslmode"));
    assertNull(engine.getProperty("database.x"));
    assertEquals("hr\\.people,hr\\.outbox", engine.getProperty("table.include.list"));
    assertEquals("no_data", engine.getProperty("snapshot.mode"));
  }

  @Test
  void captureDoesNotGoOnOverAGap() {
    SlotWatch watch = new SlotWatch(FULL);
    SlotWatch.State well = new SlotWatch.State("reserved", 1);
    SlotWatch.State lost = new SlotWatch.State("lost", 0);
    assertNull(watch.refusal(null, false));
    assertNull(watch.refusal(well, true));
    assertNotNull(watch.refusal(null, true));
    assertTrue(String.valueOf(watch.refusal(lost, true)).contains("offsets.json"));
  }

  @Test
  void offsetsAreReadBackAndABrokenFileIsNotTakenForNone() throws Exception {
    Path file = folder.resolve("kept/offsets.json");
    assertEquals(Map.of(), CaptureOffsets.read(file));
    CaptureOffsets offsets = new CaptureOffsets(file);
    offsets.start();
    ByteBuffer key = ByteBuffer.wrap("[\"probity-capture\"]".getBytes(UTF_8));
    ByteBuffer value = ByteBuffer.wrap("{\"lsn\":1}".getBytes(UTF_8));
    offsets.set(Map.of(key, value), null).get();
    offsets.stop();
    assertEquals(Map.of(key, value), CaptureOffsets.read(file));
    Files.writeString(file, "{\"half");
    assertThrows(ConnectException.class, () -> CaptureOffsets.read(file));
  }
}
