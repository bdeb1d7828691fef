// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.ingest.io.ReleaseRecords;
import dev.probity.topics.Ids;
import dev.probity.topics.ModelReleases;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReleaseCallTest {

  @Test
  void everyStateOfAReleaseHasItsWord() throws Exception {
    assertEquals("registered", state(ReleaseEvent.REGISTERED, null, false));
    assertEquals("approved", state(ReleaseEvent.REGISTERED, null, true));
    assertEquals("challenger", state(ReleaseEvent.PROMOTED, "challenger", true));
    assertEquals("champion", state(ReleaseEvent.PROMOTED, "champion", true));
    assertEquals("rolled-back", state(ReleaseEvent.ROLLED_BACK, "champion", true));
    assertEquals("retired", state(ReleaseEvent.RETIRED, null, true));
    byte[] refusal = ReleaseRecords.refusal("m", ReleaseRecords.DIGEST, AlertStatus.FIRING);
    assertEquals("refused", data(ReleaseCall.ofAlert(refusal)).path("state").asText());
  }

  @Test
  void whatChangesNoReleaseIsNotTold() {
    for (boolean stopped : new boolean[] {false, true}) {
      byte[] serving = Topics.MODELS.codec().encode(ModelReleases.serving("m", stopped));
      assertNull(ReleaseCall.ofRelease(serving));
    }
    assertNull(ReleaseCall.ofRelease(null));
    assertNull(ReleaseCall.ofRelease("{}".getBytes(UTF_8)));
    assertNull(ReleaseCall.ofAlert("{}".getBytes(UTF_8)));
    assertNull(
        ReleaseCall.ofAlert(
            ReleaseRecords.refusal("m", ReleaseRecords.DIGEST, AlertStatus.RESOLVED)));
    assertNull(ReleaseCall.ofAlert(ReleaseRecords.otherAlert("m")));
  }

  /** What a person wrote or is called stays in the ledger; the same record is the same call. */
  @Test
  void theCallNamesTheReleaseAndNobody() throws Exception {
    ModelRelease example = ModelReleases.example();
    byte[] record = Topics.MODELS.codec().encode(example);
    ReleaseCall call = ReleaseCall.ofRelease(record);
    assertEquals(call, ReleaseCall.ofRelease(record));
    assertEquals(Ids.sha256(record), call.id());
    assertEquals(example.name(), call.order());
    JsonNode body = new ObjectMapper().readTree(call.body().toArray());
    assertEquals("dev.probity.model.promoted.v1", body.path("type").asText());
    assertEquals(example.digest(), body.path("data").path("modelDigest").asText());
    assertEquals(example.version(), body.path("data").path("modelVersion").asText());
    assertFalse(body.toString().contains("operator"), body.toString());
    assertNotEquals(call.id(), ReleaseCall.ofRelease(ReleaseRecords.one("m", 9)).id());
  }

  @Test
  void aRefusedCallIsAboutTheModelAndNoPerson() {
    AuditEntry entry =
        ReleaseCall.ofRelease(ReleaseRecords.one("m", 1)).refused(410, "i", Instant.EPOCH);
    assertNull(entry.subject());
    assertEquals("m", entry.model());
    assertEquals("410", entry.details().get("status"));
  }

  private static String state(ReleaseEvent event, String alias, boolean approved) throws Exception {
    return data(ReleaseCall.ofRelease(ReleaseRecords.of("m", event, alias, approved, 1)))
        .path("state")
        .asText();
  }

  private static JsonNode data(ReleaseCall call) throws Exception {
    return new ObjectMapper().readTree(call.body().toArray()).path("data");
  }
}
