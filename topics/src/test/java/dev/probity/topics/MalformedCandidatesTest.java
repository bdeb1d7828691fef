// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.Violation;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedCandidatesTest {

  private static final SourcePosition POSITION =
      new SourcePosition(Topics.CANDIDATES.name(), 2, 41);
  private static final CandidateRules RULES = CandidateRules.of(profile());

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedWithItsCodeAndStatusAndWithoutItsContent(MalformedCandidate malformed) {
    // When
    Decoded.Invalid<?> refusal = refusal(malformed);
    // Then
    assertAll(
        () -> assertEquals(malformed.code(), refusal.code(), refusal::describe),
        () -> assertEquals(malformed.status(), HttpStatus.of(refusal), refusal::describe),
        () -> assertFalse(refusal.describe().contains("DROP"), refusal::describe),
        () -> assertFalse(refusal.describe().contains("jndi"), refusal::describe),
        () -> assertTrue(refusal.describe().length() <= 512, refusal::describe));
  }

  @Test
  void theCandidateThatTheCasesAreMadeFromIsAccepted() {
    // When
    Decoded<CandidateRecord> read =
        CandidateRecord.read(
            POSITION, "C-1001".getBytes(UTF_8), MalformedCandidates.good(), new RecordHeaders());
    // Then
    CandidateRecord record =
        (CandidateRecord) assertInstanceOf(Decoded.Valid.class, read, () -> "" + read).value();
    assertEquals(new CandidateVerdict.Valid(), RULES.check((Candidate) record.body()));
    assertEquals("probity.candidates.v1-2-41", record.event().id());
    assertTrue(record.event().bare());
  }

  @Test
  void theCorpusIsWideAndItsNamesAreUnique() {
    // Given
    List<MalformedCandidate> all = MalformedCandidates.all();
    Set<String> ids = new HashSet<>();
    Set<String> contents = new HashSet<>();
    Map<String, Integer> families = new TreeMap<>();
    // When
    for (MalformedCandidate malformed : all) {
      ids.add(malformed.id());
      contents.add(content(malformed));
      families.merge(malformed.family(), 1, Integer::sum);
    }
    // Then
    System.out.println("bad records by kind: " + families);
    assertEquals(all.size(), ids.size());
    assertEquals(all.size(), contents.size(), "two cases send the same bytes");
    assertEquals(20, families.size(), families::toString);
    families.forEach((family, cases) -> assertTrue(cases >= 20, family + ": " + cases));
    assertTrue(all.size() >= 400, "cases: " + all.size());
    assertTrue(all.stream().filter(MalformedCandidate::overHttp).count() >= 400);
    assertTrue(all.stream().filter(MalformedCandidate::overFile).count() >= 250);
  }

  private static String content(MalformedCandidate malformed) {
    StringBuilder all = new StringBuilder();
    all.append(hex(malformed.key())).append('|').append(hex(malformed.value()));
    malformed.headers().forEach(h -> all.append('|').append(h.name()).append(hex(h.value())));
    return all.toString();
  }

  private static String hex(Bytes bytes) {
    return bytes == null ? "null" : HexFormat.of().formatHex(bytes.toArray());
  }

  static Stream<MalformedCandidate> cases() {
    return MalformedCandidates.all().stream();
  }

  /** The way of a record through a reader of the topic: headers, key, value, rules, time. */
  private static Decoded.Invalid<?> refusal(MalformedCandidate malformed) {
    Decoded<CandidateRecord> read =
        CandidateRecord.read(
            POSITION, malformed.keyBytes(), malformed.valueBytes(), malformed.kafkaHeaders());
    return switch (read) {
      case Decoded.Invalid<CandidateRecord> invalid -> invalid;
      case Decoded.Valid<CandidateRecord> valid -> ruled(valid.value());
    };
  }

  private static Decoded.Invalid<?> ruled(CandidateRecord record) {
    Candidate candidate = (Candidate) record.body();
    Violation violation =
        switch (RULES.check(candidate)) {
          case CandidateVerdict.Invalid invalid -> invalid.violations().getFirst();
          case CandidateVerdict.Valid valid -> skew(candidate, record.event().time());
        };
    if (violation == null) {
      throw new AssertionError("accepted");
    }
    return new Decoded.Invalid<>(violation.code(), violation.expected(), violation.pointer());
  }

  private static Violation skew(Candidate candidate, Instant happened) {
    return happened == null
        ? null
        : CandidateRules.checkTime(
            candidate.purpose(), happened, Candidates.TIME, Duration.ofHours(24));
  }

  private static Profile profile() {
    return Profiles.acsSalary();
  }
}
