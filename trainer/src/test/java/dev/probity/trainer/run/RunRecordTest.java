// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.model.codec.Json;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.LearnerName;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunRecordTest {
  private static final RunRecord BEGUN =
      new RunRecord(
          "r1",
          "request 1",
          "probity-acs-salary",
          "operator-1",
          RunState.RUNNING,
          "2026-11-01T00:00:00Z",
          null,
          null,
          Map.of(),
          null,
          null,
          List.of(),
          List.of(),
          null,
          RunLearning.USUAL);
  private static final RunRecord DONE =
      BEGUN
          .with(new RunStep("replay", 7, "records", 12))
          .with("c".repeat(64), Map.of("probity.candidates.v1-0", new OffsetRange(3, 10)))
          .ended(RunState.FINISHED, "2026-11-01T00:01:00Z", null, "d".repeat(64));

  @Test
  void runComesBackFromItsFile() {
    RunRecord failed = BEGUN.ended(RunState.FAILED, "2026-11-01T00:01:00Z", "no rows", null);
    for (RunRecord run : List.of(BEGUN, DONE, failed)) {
      assertEquals(run, RunRecord.parse(run.toBytes()));
    }
    assertEquals(RunState.FINISHED, DONE.state());
    assertEquals(RunState.FAILED, failed.state());
    assertNull(BEGUN.endedAt());
    assertThrows(RuntimeException.class, () -> RunRecord.parse("{}".getBytes(UTF_8)));
  }

  @Test
  void learnersComeBackAndRunsFromBeforeTheChoiceAreXgboosts() {
    // Given
    Map<String, RunMitigation.Figure> figures =
        Map.of("auc", new RunMitigation.Figure(.9, 100, .8, .95));
    RunLearning.Side grown =
        new RunLearning.Side(LearnerName.SMILE, "2.6.0", null, 40, 1.5, figures);
    RunLearning.Side refused =
        new RunLearning.Side(LearnerName.XGBOOST, "3.0.4", "no library", 0, 0, Map.of());
    RunLearning both = new RunLearning(LearnerName.SMILE, List.of(grown, refused));
    // When
    RunRecord back = RunRecord.parse(BEGUN.with(both).toBytes());
    // Then
    assertEquals(both, back.learning());
    String before = new String(BEGUN.toBytes(), UTF_8).replace(",\"learner\":\"xgboost\"", "");
    assertEquals(RunLearning.USUAL, RunRecord.parse(before.getBytes(UTF_8)).learning());
  }

  @Test
  void trialsComeBackAndEachStandsOnce() {
    // Given
    RunTrial before = trial(2, Map.of(1, .5), false);
    RunTrial after = trial(2, Map.of(1, .5, 2, .25), true);
    // When
    RunRecord run = BEGUN.with(before).with(trial(1, Map.of(1, .75), false)).with(after);
    // Then
    assertEquals(List.of(trial(1, Map.of(1, .75), false), after), run.trials());
    assertEquals(run, RunRecord.parse(run.toBytes()));
    assertEquals(.25, after.logLoss());
    RunRecord incomplete = run.ended(RunState.INCOMPLETE, "2026-11-01T00:01:00Z", "time", null);
    assertEquals(incomplete, RunRecord.parse(incomplete.toBytes()));
    byte[] event = new Lineage("b:1").event(incomplete, "2026-11-01T00:01:00Z");
    assertEquals("ABORT", Json.parseObject(event).text("eventType"));
  }

  @Test
  void bothSidesOfAReweighingComeBack() {
    // Given
    RunMitigation.Figure without = new RunMitigation.Figure(1.27, 4_100, 1.21, 1.33);
    RunMitigation.Figure with = new RunMitigation.Figure(1.1, 4_100, 1.05, 1.15);
    RunMitigation mitigation =
        new RunMitigation(
            "SEX",
            Map.of("1|0", .9166, "1|1", 1.0983),
            .9166,
            1.0983,
            60_000,
            59_400.5,
            Map.of("impactRatio[SEX=2]", new RunMitigation.Pair(without, with)),
            Map.of("RAC1P=4", 12L));
    // Then
    assertEquals(mitigation, RunRecord.parse(DONE.with(mitigation).toBytes()).mitigation());
  }

  private static RunTrial trial(int number, Map<Integer, Double> losses, boolean chosen) {
    return new RunTrial(
        number, Map.of("eta", "0.1"), losses.size(), losses, 40, 900, 5_120, .004, 1.25, chosen);
  }

  @Test
  void eventsHaveTheMembersOpenLineageDemands() {
    Lineage lineage = new Lineage("broker:9092");
    Json.ObjectValue start = Json.parseObject(lineage.event(BEGUN, "2026-11-01T00:00:00Z"));
    Json.ObjectValue done = Json.parseObject(lineage.event(DONE, "2026-11-01T00:01:00Z"));
    assertEquals("START", start.text("eventType"));
    assertEquals("COMPLETE", done.text("eventType"));
    for (Json.ObjectValue event : List.of(start, done)) {
      assertEquals("urn:probity:trainer", event.text("producer"));
      assertEquals(
          "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
          event.text("schemaURL"));
      assertEquals("train.probity-acs-salary", event.object("job").text("name"));
      assertEquals("probity", event.object("job").text("namespace"));
      UUID.fromString(event.object("run").text("runId"));
    }
    assertEquals(start.object("run"), done.object("run"), "one run");
    Json.ObjectValue input = (Json.ObjectValue) done.array("inputs").getFirst();
    assertEquals("kafka://broker:9092", input.text("namespace"));
    assertEquals("probity.candidates.v1", input.text("name"));
    Json.ObjectValue facet = input.object("inputFacets").object("probity_offsets");
    assertEquals("urn:probity:trainer", facet.text("_producer"));
    assertEquals(3, facet.object("offsets").numbers("0")[0]);
    assertEquals(2, done.array("outputs").size());
    Json.ObjectValue made = (Json.ObjectValue) done.array("outputs").getFirst();
    assertEquals("c".repeat(64), made.text("name"));
    assertEquals(0, start.array("outputs").size());
  }
}
