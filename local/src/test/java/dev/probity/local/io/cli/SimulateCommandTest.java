// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.demo.RealCases;
import dev.probity.local.io.demo.SimulationOutput;
import dev.probity.local.simulate.Fault;
import dev.probity.local.simulate.SimulatedCase;
import dev.probity.local.simulate.Simulation;
import dev.probity.local.simulate.SimulationPlan;
import dev.probity.model.codec.Json;
import dev.probity.topics.Profiles;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of simulated data is what its truth says. */
class SimulateCommandTest {
  private static final int CASES = 3_000;
  private static final int FROM = 1_000;
  private static final CandidateRules RULES = CandidateRules.of(Profiles.acsSalary());
  private static final List<SimulatedCase> REAL = new ArrayList<>();

  @TempDir private Path folder;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String kind, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("simulate", kind, "--cases", "" + CASES));
    words.addAll(List.of("--from", "" + FROM, "--out", out.toString()));
    words.addAll(List.of(more));
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return ProbityCommand.line(nowhere, new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(words.toArray(String[]::new));
  }

  /** What a folder holds. */
  private record Made(
      Json.ObjectValue truth,
      List<String> lines,
      Map<String, Candidate> candidates,
      Map<String, Outcome> outcomes,
      List<String[]> timeline) {
    double number(String name) {
      return truth.number(name);
    }

    double mean(String column, int from, int to) {
      List<Candidate> all = List.copyOf(candidates.values()).subList(from, to);
      return all.stream().mapToDouble(one -> value(one, column)).average().orElseThrow();
    }
  }

  private static double value(Candidate one, String column) {
    return one.attributes().get(column) instanceof AttributeValue.Number number
        ? number.value()
        : Double.NaN;
  }

  private static Candidate candidate(String line) {
    return Topics.CANDIDATES.codec().decode(line.getBytes(StandardCharsets.UTF_8))
                instanceof Decoded.Valid<Candidate>(Candidate candidate)
            && RULES.check(candidate) instanceof CandidateVerdict.Valid
        ? candidate
        : null;
  }

  /** Drawn once: the sample is large. */
  private static List<SimulatedCase> drawn() throws IOException {
    if (REAL.isEmpty()) {
      REAL.addAll(RealCases.draw(Profiles.acsSalary(), "NY", CASES, 1));
    }
    return REAL;
  }

  private Made made(Fault fault) throws IOException {
    Path out = folder.resolve(fault.kind());
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    SimulationPlan plan = new SimulationPlan(fault, FROM, 1, start, Duration.ofMinutes(1));
    SimulationOutput.write(Simulation.of(Profiles.acsSalary(), plan, drawn()), out);
    List<String> lines = Files.readAllLines(out.resolve("candidates.jsonl"));
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    for (String line : lines) {
      Candidate candidate = candidate(line);
      if (candidate != null) {
        candidates.put(candidate.id(), candidate);
      }
    }
    Map<String, Outcome> outcomes = new HashMap<>();
    for (String line : Files.readAllLines(out.resolve("outcomes.jsonl"))) {
      if (Codecs.OUTCOME.decode(line.getBytes(StandardCharsets.UTF_8))
          instanceof Decoded.Valid<Outcome>(Outcome outcome)) {
        outcomes.put(outcome.candidateId(), outcome);
      }
    }
    List<String[]> timeline =
        Files.readAllLines(out.resolve("timeline.csv")).stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .toList();
    Json.ObjectValue truth =
        Json.parseObject(Files.readAllBytes(out.resolve(SimulationOutput.TRUTH)));
    assertEquals(lines.size(), (int) truth.number("sent"));
    assertEquals(outcomes.size(), (int) truth.number("outcomes"));
    assertEquals(lines.size() + outcomes.size(), timeline.size());
    return new Made(truth, lines, candidates, outcomes, timeline);
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherOthers() throws IOException {
    // When
    for (String name : List.of("a", "b")) {
      assertEquals(0, run("bad-records", folder.resolve(name), "--seed", "5"));
    }
    assertEquals(0, run("bad-records", folder.resolve("c"), "--seed", "6"));

    // Then
    for (String file :
        List.of("candidates.jsonl", "outcomes.jsonl", "timeline.csv", "truth.json")) {
      byte[] first = Files.readAllBytes(folder.resolve("a").resolve(file));
      assertArrayEquals(first, Files.readAllBytes(folder.resolve("b").resolve(file)), file);
      assertFalse(Arrays.equals(first, Files.readAllBytes(folder.resolve("c").resolve(file))));
    }
  }

  @Test
  void driftMovesItsColumnFromItsCaseOnAndNothingElse() throws IOException {
    // When
    Made none = made(new Fault.None());
    Made drift = made(new Fault.Drift("WKHP", .5));

    // Then
    assertEquals(none.lines().subList(0, FROM), drift.lines().subList(0, FROM));
    assertEquals(none.outcomes(), drift.outcomes());
    assertEquals(drift.number("meanBefore"), none.mean("WKHP", FROM, CASES), 1e-9);
    assertEquals(drift.number("meanAfter"), drift.mean("WKHP", FROM, CASES), 1e-9);
    assertEquals(CASES - FROM, (int) drift.number("moved"));
    assertEquals(.5, drift.number("meanAfter") / drift.number("meanBefore"), .02);
    assertEquals(none.mean("AGEP", 0, CASES), drift.mean("AGEP", 0, CASES));
    assertEquals("2026-01-01T16:40:00.000Z", drift.truth().text("fromTime"));
  }

  @Test
  void biasTurnsAShareOfTheGroupsPositiveOutcomes() throws IOException {
    // When
    Made none = made(new Fault.None());
    Made bias = made(new Fault.Bias("SEX", "2", .4));
    long turned =
        none.outcomes().values().stream()
            .filter(
                one -> {
                  Outcome now = bias.outcomes().get(one.candidateId());
                  return now != null && !now.observed().equals(one.observed());
                })
            .count();

    // Then
    assertEquals(none.lines(), bias.lines());
    assertEquals(turned, (long) bias.number("toldNegative"));
    assertEquals(.4, bias.number("toldNegative") / bias.number("positives"), .06);
  }

  @Test
  void delayHoldsOutcomesBack() throws IOException {
    // When
    Made none = made(new Fault.None());
    Made delay = made(new Fault.Delay(200));
    double mean =
        none.outcomes().values().stream()
            .mapToLong(
                one -> {
                  Outcome later = delay.outcomes().get(one.candidateId());
                  return later == null
                      ? 0
                      : Duration.between(one.observedAt(), later.observedAt()).toMinutes() + 1;
                })
            .filter(minutes -> minutes > 1)
            .average()
            .orElseThrow();

    // Then
    assertEquals(none.lines(), delay.lines());
    assertEquals(delay.number("meanDelayCases"), mean, 1e-9);
    assertEquals(200, mean, 10);
    assertEquals(CASES - FROM, (int) delay.number("delayed"));
  }

  @Test
  void anOutageLosesItsCases() throws IOException {
    // When
    Made outage = made(new Fault.Outage(300));
    Instant from = Instant.parse(outage.truth().text("fromTime"));
    Instant until = Instant.parse(outage.truth().text("untilTime"));

    // Then
    assertEquals(CASES - 300, outage.lines().size());
    assertEquals(300, (int) outage.number("lost"));
    assertEquals(Duration.ofMinutes(300), Duration.between(from, until));
    assertTrue(
        outage.timeline().stream()
            .filter(row -> row[1].equals("candidates"))
            .map(row -> Instant.parse(row[0]))
            .noneMatch(at -> !at.isBefore(from) && at.isBefore(until)));
  }

  @Test
  void badRecordsAreRefusedAsManyAsTheTruthSays() throws IOException {
    // When
    Made bad = made(new Fault.BadRecords("WKHP", .1));
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < bad.lines().size(); i++) {
      if (candidate(bad.lines().get(i)) == null) {
        refused.add(i);
      }
    }

    // Then
    assertEquals(bad.truth().array("steps").size(), refused.size());
    assertEquals(.1 * (CASES - FROM), refused.size(), 45);
    assertTrue(refused.getFirst() >= FROM);
    assertEquals(3, bad.truth().object("broken").members().size());
    assertEquals(CASES - refused.size(), bad.outcomes().size());
  }

  @Test
  void theTopicsGetTheSameRecordsInTheSameOrder() throws IOException, InterruptedException {
    // Given
    List<SimulatedCase> cases = drawn().subList(0, 200);
    SimulationPlan plan =
        new SimulationPlan(
            new Fault.Delay(50),
            100,
            3,
            Instant.parse("2026-01-01T00:00:00Z"),
            Duration.ofHours(1));
    Simulation simulation = Simulation.of(Profiles.acsSalary(), plan, cases);

    // When
    try (MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer())) {
      int sent =
          SimulationOutput.publish(
              simulation, "run", producer, TopicNames.PLAIN, () -> Instant.EPOCH);

      // Then
      assertEquals(simulation.events().size(), sent);
      assertEquals(400, producer.history().size());
      assertEquals(Topics.CANDIDATES.name(), producer.history().getFirst().topic());
      assertEquals(Topics.OUTCOMES.name(), producer.history().getLast().topic());
    }
  }

  @Test
  void faultsThatCannotBeDoneAreRefused() throws IOException {
    // Given
    List<SimulatedCase> cases = drawn();

    // Then
    for (Fault fault :
        List.of(
            new Fault.Drift("NOSUCH", .5),
            new Fault.BadRecords("NOSUCH", .5),
            new Fault.Bias("SEX", "9", .5),
            new Fault.Drift("AGEP", 50))) {
      SimulationPlan plan = new SimulationPlan(fault, 10, 1, Instant.EPOCH, Duration.ofMinutes(1));
      assertThrows(
          IllegalArgumentException.class,
          () -> Simulation.of(Profiles.acsSalary(), plan, cases),
          fault.toString());
    }
  }

  @Test
  void saysWhatCannotBeSimulated() {
    // Then
    for (String[] words :
        List.of(
            new String[] {"nothing"},
            new String[] {"drift", "--factor", "1"},
            new String[] {"bias", "--group", "SEX"},
            new String[] {"bad-records", "--share", "2"},
            new String[] {"none", "--every", "soon"},
            new String[] {"none", "--to-topics"})) {
      String[] more = Arrays.copyOfRange(words, 1, words.length);
      assertNotEquals(0, run(words[0], folder.resolve("no"), more), words[0]);
      assertFalse(Files.exists(folder.resolve("no")));
    }
  }
}
