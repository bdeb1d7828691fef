// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.SubjectRule;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubjectsTest {
  private final VaultKeys keys = new VaultKeys(List.of(new byte[32]), new byte[32]);
  private final Subjects subjects = new Subjects(TopicNames.withPrefix("acme."), keys);

  private @Nullable Hash of(Topic<?, ?> topic, byte @Nullable [] key, @Nullable String header) {
    RecordHeaders headers = new RecordHeaders();
    if (header != null) {
      headers.add(EventHeaders.PROBITY_SUBJECT, header.getBytes(UTF_8));
    }
    Source source = new Source("acme." + topic.name(), 3);
    return subjects.reference(
        new RawRecord(source, 41, 0, TimestampType.CREATE_TIME, key, headers, null));
  }

  private Hash own(Topic<?, ?> topic) {
    return keys.referenceOfRecord(new Source("acme." + topic.name(), 3), 41);
  }

  @Test
  void thePersonStandsWhereTheContractSays() {
    byte[] key = "C-1".getBytes(UTF_8);
    Hash person = keys.reference("C-1");
    for (Topic<?, ?> topic :
        List.of(
            Topics.CANDIDATES,
            Topics.PREDICTIONS,
            Topics.EXPLANATIONS,
            Topics.OUTCOMES,
            Topics.OVERSIGHT)) {
      assertEquals(person, of(topic, key, "somebody else"), topic.name());
    }
    assertEquals(person, of(Topics.REJECTS, null, "C-1"));
    assertEquals(person, of(Topics.AUDIT, "somebody".getBytes(UTF_8), "C-1"));
  }

  @Test
  void whatIsAboutNobodyStaysPlain() {
    byte[] key = "C-1".getBytes(UTF_8);
    for (Topic<?, ?> topic : Topics.all()) {
      if (topic.subject() == SubjectRule.NONE) {
        assertNull(of(topic, key, "C-1"), topic.name());
      }
    }
    assertNull(of(Topics.AUDIT, "audit-sink/1".getBytes(UTF_8), null));
    assertNull(of(Topics.OVERSIGHT, "model:salary".getBytes(UTF_8), null));
    assertNull(of(Topics.OVERSIGHT, "ab".repeat(32).getBytes(UTF_8), null));
  }

  @Test
  void aRecordAboutAPersonItDoesNotNameHasAReferenceOfItsOwn() {
    assertEquals(own(Topics.REJECTS), of(Topics.REJECTS, "C-1".getBytes(UTF_8), null));
    for (byte[] key : new byte[][] {null, {}, {(byte) 0xff}, {'a', 0}, new byte[2_000]}) {
      assertEquals(own(Topics.CANDIDATES), of(Topics.CANDIDATES, key, null));
      assertEquals(own(Topics.OVERSIGHT), of(Topics.OVERSIGHT, key, null));
    }
  }
}
