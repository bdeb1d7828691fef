// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.MalformedCandidate;
import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MalformedCorpusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CandidateIntake INTAKE =
      new CandidateIntake(List.of(ProfileFiles.load("acs-salary")), Duration.ofHours(24));

  @Test
  void everyMalformedRequestIsRefusedWithItsCodeAndStatus() {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      if (!bad.overHttp() || bad.valueBytes() == null) {
        continue;
      }
      tried++;
      String got =
          switch (answer(bad)) {
            case IntakeResult.Accepted accepted -> "accepted";
            case IntakeResult.Refused refused -> refused.code() + " " + refused.status();
          };
      String expected = bad.code() + " " + bad.status();
      if (!got.equals(expected)) {
        wrong.add(bad + ": expected " + expected + ", got " + got);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(tried >= 400, "only " + tried + " cases");
  }

  /** The way of a request: its headers are read, its body is cut into elements, these are read. */
  private static IntakeResult answer(MalformedCandidate bad) {
    Map<String, List<String>> headers =
        bad.headers().stream()
            .collect(
                Collectors.groupingBy(
                    header -> header.name().replace("ce_", "Ce-"),
                    Collectors.mapping(MalformedCorpusTest::text, Collectors.toList())));
    return switch (RequestEvent.of(headers, bad.valueBytes())) {
      case RequestEvent.Unreadable unreadable -> unreadable.refusal();
      case RequestEvent.Readable event -> answer(event, bad.valueBytes());
    };
  }

  private static String text(RecordHeader header) {
    return new String(header.value().toArray(), ISO_8859_1);
  }

  private static IntakeResult answer(RequestEvent.Readable event, byte[] body) {
    if (event.data() != null) {
      return accept(event.data().toArray(), event);
    }
    return switch (Body.cut(body, 1_000)) {
      case Body.Unreadable unreadable ->
          new IntakeResult.Refused(
              unreadable.code(), Stage.DECODE, unreadable.reason(), unreadable.status());
      case Body.One one -> accept(one.element().toArray(), event);
      case Body.Many many -> accept(many.elements().get(0).toArray(), event);
    };
  }

  private static IntakeResult accept(byte[] bytes, RequestEvent.Readable event) {
    return INTAKE.accept(
        bytes, new Arrival("e", event.source(), "made", event.subject(), event.time(), NOW));
  }

  @Test
  void theGoodCandidateOfTheCorpusIsAccepted() {
    byte[] good = MalformedCandidates.good();
    RequestEvent event = RequestEvent.of(Map.of(), good);
    assertInstanceOf(
        IntakeResult.Accepted.class,
        answer(assertInstanceOf(RequestEvent.Readable.class, event), good));
  }

  @Test
  void noReasonHasTheCodeOfABug() {
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      assertTrue(bad.code() != ReasonCode.INTERNAL_ERROR, bad.toString());
    }
  }
}
