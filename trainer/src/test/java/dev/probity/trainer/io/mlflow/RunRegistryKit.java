// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.mlflow.MlflowDataset;
import dev.probity.trainer.mlflow.MlflowRun;
import dev.probity.trainer.mlflow.MlflowTrial;
import dev.probity.trainer.mlflow.ReleaseMirror;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every registry of runs must do, whatever it is made of. */
abstract class RunRegistryKit {
  static final String MODEL = "probity-kit";

  /** A registry over the same place at every call of one test. */
  abstract RunRegistry registry();

  /** What stands there about a run. */
  abstract Seen seen(RunRegistry.Entry entry) throws Exception;

  /** The version an alias points at; null when there is none. */
  abstract @Nullable Integer aliased(String alias) throws Exception;

  /** How many versions the model has. */
  abstract int versions() throws Exception;

  /** By name, in one line each, the finished runs that name this one as their parent. */
  abstract Map<String, String> trials(String parent) throws Exception;

  /** How many runs the experiment has. */
  abstract int runs() throws Exception;

  record Seen(
      String status,
      Map<String, String> params,
      Map<String, Double> metrics,
      Map<String, String> tags,
      String dataset,
      String artifact,
      Map<String, String> versionTags,
      String versionRun) {}

  static MlflowRun run(String id, String digest, String version) {
    return new MlflowRun(
        id.repeat(32).substring(0, 32),
        "probity-kit-experiment",
        MODEL,
        version,
        digest.repeat(64).substring(0, 64),
        "operator-1",
        Instant.ofEpochMilli(1_700_000_000_000L),
        Instant.ofEpochMilli(1_700_000_060_000L),
        Map.of("probity.profile", "kit", "mlflow.runName", "kit " + version),
        Map.of("eta", "0.1", "seed", "7"),
        Map.of("val_auc", 0.9251, "fair_impact_ratio.SEX.2", 1.2677, "val_n", 8_000.0),
        new MlflowDataset("kit", "abcd", "{\"commit\":\"c\"}", "{\"mlflow_colspec\":[]}", "{}"),
        Map.of(
            "model/MLmodel", "{}\n".getBytes(StandardCharsets.UTF_8),
            "fairness/groups.json", "{\"é\":1}\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everythingOfARunCanBeReadAgain() throws Exception {
    // When
    RunRegistry.Entry entry = registry().register(run("a", "1", "v3"));
    // Then
    assertEquals(1, entry.version());
    Seen seen = seen(entry);
    assertEquals("FINISHED", seen.status());
    assertEquals(Map.of("eta", "0.1", "seed", "7"), seen.params());
    assertEquals(
        Map.of("val_auc", 0.9251, "fair_impact_ratio.SEX.2", 1.2677, "val_n", 8_000.0),
        seen.metrics());
    assertEquals("kit", seen.tags().get("probity.profile"));
    assertEquals("kit", seen.dataset());
    assertEquals("{\"é\":1}\n", seen.artifact());
    assertEquals("1".repeat(64), seen.versionTags().get(MlflowRun.DIGEST));
    assertEquals("v3", seen.versionTags().get(MlflowRun.VERSION));
    assertEquals(entry.runId(), seen.versionRun());
  }

  @Test
  void sameRunTwiceStandsThereOnce() throws Exception {
    // When
    RunRegistry.Entry first = registry().register(run("a", "1", "v1"));
    RunRegistry.Entry again = registry().register(run("a", "1", "v1"));
    // Then
    assertEquals(first, again);
    assertEquals(1, versions());
    assertEquals(1, runs());
  }

  @Test
  void trialsStandBelowTheirTraining() throws Exception {
    // Given
    List<MlflowTrial> trials =
        List.of(
            new MlflowTrial(
                1, Map.of("eta", "0.1"), Map.of("search_rung", 1.0), Map.of(1, .5, 2, .25)),
            new MlflowTrial(2, Map.of("eta", "0.2"), Map.of("search_rung", 3.0), Map.of(1, .4)));
    // When
    RunRegistry.Entry entry = registry().register(run("a", "1", "v1").with(trials));
    registry().register(run("a", "1", "v1").with(trials));
    // Then
    assertEquals(3, runs());
    assertEquals(1, versions());
    Map<String, String> seen = trials(entry.runId());
    assertEquals(
        Map.of(
            "trial 1", "eta 0.1 search_rung 1.0 losses 1:0.5 2:0.25",
            "trial 2", "eta 0.2 search_rung 3.0 losses 1:0.4"),
        seen);
  }

  @Test
  void sameReleaseOfAnotherRunIsTheSameVersion() throws Exception {
    // When
    RunRegistry.Entry first = registry().register(run("a", "1", "v1"));
    RunRegistry.Entry other = registry().register(run("b", "1", "v1"));
    RunRegistry.Entry next = registry().register(run("c", "2", "v2"));
    // Then
    assertNotEquals(first.runId(), other.runId());
    assertEquals(1, other.version());
    assertEquals(2, next.version());
    assertEquals(2, versions());
    assertEquals(3, runs());
  }

  @Test
  void aliasMovesAndGoes() throws Exception {
    // Given
    registry().register(run("a", "1", "v1"));
    registry().register(run("b", "2", "v2"));
    String first = "1".repeat(64);
    String second = "2".repeat(64);
    // When
    assertEquals(1, registry().alias(MODEL, "champion", first));
    assertEquals(2, registry().alias(MODEL, "champion", second));
    assertEquals(1, registry().alias(MODEL, "challenger", first));
    assertNull(registry().alias(MODEL, "challenger", null));
    // Then
    assertEquals(2, aliased("champion"));
    assertNull(aliased("challenger"));
  }

  @Test
  void releaseThatIsNoVersionTakesNoAlias() throws Exception {
    // Given
    registry().register(run("a", "1", "v1"));
    // Then
    assertNull(registry().alias(MODEL, "champion", "9".repeat(64)));
    assertNull(aliased("champion"));
  }

  @Test
  void approvalIsATagOfItsVersion() throws Exception {
    // Given
    RunRegistry.Entry entry = registry().register(run("a", "1", "v1"));
    // When
    assertEquals(1, registry().approved(MODEL, "1".repeat(64), "operator-1"));
    assertEquals(1, registry().approved(MODEL, "1".repeat(64), "operator-2"));
    assertNull(registry().approved(MODEL, "9".repeat(64), "operator-2"));
    // Then
    assertEquals("approved:operator-2", seen(entry).versionTags().get("probity.approval"));
    assertEquals("v1", seen(entry).versionTags().get(MlflowRun.VERSION));
  }

  @Test
  void lifeOfAReleaseIsShownAsOftenAsItIsAsked() throws Exception {
    // Given
    registry().register(run("a", "1", "v1"));
    registry().register(run("b", "2", "v2"));
    String first = "1".repeat(64);
    String second = "2".repeat(64);
    Map<String, @Nullable String> taken = new HashMap<>();
    taken.put("champion", second);
    taken.put("challenger", null);
    for (int i = 0; i < 2; i++) {
      // When, Then: registered, challenger, champion
      assertTrue(show(first, Map.of("champion", first), "operator-2"));
      assertTrue(show(second, Map.of("challenger", second), null));
      assertEquals(2, aliased("challenger"));
      assertEquals(1, aliased("champion"));
      assertTrue(show(second, taken, "operator-2"));
      assertEquals(2, aliased("champion"));
      assertNull(aliased("challenger"));
      // And back
      assertTrue(show(first, Map.of("champion", first), null));
      assertEquals(1, aliased("champion"));
    }
    assertFalse(show("9".repeat(64), Map.of("champion", "9".repeat(64)), null));
  }

  private boolean show(String digest, Map<String, @Nullable String> aliases, @Nullable String by)
      throws RegistryOutageException {
    return registry().show(new ReleaseMirror(MODEL, digest, aliases, by));
  }

  @Test
  void trainingsAtTheSameTimeKeepApart() throws Exception {
    // Given
    registry().register(run("a", "0", "v0"));
    int trainings = 6;
    Set<Integer> taken = new ConcurrentSkipListSet<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 1; i <= trainings; i++) {
        MlflowRun run = run(Integer.toHexString(i), Integer.toString(i), "v" + i);
        all.add(pool.submit(() -> taken.add(registry().register(run).version())));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    // Then
    assertEquals(trainings, taken.size(), taken.toString());
    assertEquals(trainings + 1, versions());
    assertEquals(trainings + 1, runs());
  }
}
