// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.Categories;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.codec.JsonWriter;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model from somebody's laptop becomes a release that is judged like ours. */
class PushingIT {
  private static final String MODEL = "probity-acs-salary";
  private static final int ROWS = 12_000;

  @TempDir private Path place;

  private final Profile profile = ProfileFiles.load("acs-salary");

  @Test
  void pushedModelIsARegisteredReleaseOnTheRecordAndInMlflowsLayout() throws Exception {
    Ports ports = Ports.anyFree(new Random());
    try (DataFolder folder = DataFolder.open(place.resolve("data"), () -> ports);
        EmbeddedBroker broker =
            EmbeddedBroker.start(folder.kafka(), ports.kafka(), ports.controller())) {
      // Given
      Secrets.prepare(folder);
      ReleaseDesk desk = desk(broker.bootstrapServers());
      Pushing pushing =
          new Pushing(folder.path(), desk, profile, MODEL, "operator-1", "from a laptop");

      // When
      Pushing.Pushed pushed = pushing.push(pushed(document()), rows -> {});
      Pushing.Pushed again = pushing.push(pushed(document()), rows -> {});

      // Then
      ModelRelease release = pushed.release();
      assertEquals(release.digest(), again.release().digest(), "same file and rows, same release");
      assertEquals("v1", again.release().version());
      assertEquals(ReleaseEvent.REGISTERED, release.event());
      assertEquals(1, ReleaseRegister.of(MODEL, desk.records()).releases().size());
      Bundle bundle =
          ModelFile.signed(folder.models().resolve(release.digest()), folder.key(Secrets.TRUSTED));
      assertEquals("elsewhere", bundle.manifest().learner().version());
      assertEquals("pushed", bundle.manifest().learner().params().get("origin"));
      assertTrue(bundle.has("reference.json") && bundle.has("card.json"));
      assertTrue(bundle.selfTest().size() >= 32);
      MetricValue auc = bundle.manifest().metrics().get("test").get("auc");
      assertTrue(auc.n() > 500 && auc.value() > .7 && auc.value() < .9, auc.toString());
      assertFalse(pushed.verdict().passed(), "two stumps do not pass the gate");
      assertTrue(Files.isDirectory(folder.runs().resolve("mlruns/models/" + MODEL + "/version-1")));
      assertFalse(Files.exists(folder.runs().resolve("mlruns/models/" + MODEL + "/version-2")));
      // And: who trained it may not let it go
      assertTrue(
          ReleaseRegister.of(MODEL, desk.records())
                  .promote(release.digest(), "operator-1", "mine", Instant.now())
              instanceof ReleaseRegister.Refused);
    }
  }

  @Test
  void whatDoesNotFitTheProfileIsNamedAndNothingIsRegistered() throws Exception {
    Ports ports = Ports.anyFree(new Random());
    try (DataFolder folder = DataFolder.open(place.resolve("data"), () -> ports)) {
      // Given
      Secrets.prepare(folder);
      ReleaseDesk desk = desk("127.0.0.1:" + ports.kafka(), false);
      Pushing pushing = new Pushing(folder.path(), desk, profile, MODEL, "operator-1", "r");
      String text = Files.readString(document()).replace("\"WKHP\"", "\"SEX\"");
      Path foreign = Files.writeString(place.resolve("foreign.json"), text);
      // Then
      assertTrue(
          refused(pushing, pushed(foreign)).contains("column SEX of the model is no feature"));
      PushedModel bare =
          new PushedModel(document(), null, rows(), List.of("SERIALNO", "SPORDER"), "SERIALNO");
      assertTrue(refused(pushing, bare).contains("--categories"), refused(pushing, bare));
      PushedModel unnamed = new PushedModel(document(), categories(), rows(), List.of("id"), null);
      assertTrue(refused(pushing, unnamed).contains("no column id"));
      assertFalse(Files.exists(folder.runs()));
      assertEquals(0, Objects.requireNonNull(folder.models().toFile().list()).length);
    }
  }

  private static String refused(Pushing pushing, PushedModel model) {
    return String.valueOf(
        assertThrows(InvalidInputException.class, () -> pushing.push(model, rows -> {}))
            .getMessage());
  }

  private PushedModel pushed(Path document) throws Exception {
    return new PushedModel(
        document, categories(), rows(), List.of("SERIALNO", "SPORDER"), "SERIALNO");
  }

  private ReleaseDesk desk(String servers) throws Exception {
    return desk(servers, true);
  }

  private ReleaseDesk desk(String servers, boolean topics) throws Exception {
    KafkaSettings settings =
        KafkaSettings.parse(Map.of("kafka.bootstrap.servers", servers), "test");
    if (topics) {
      try (Admin admin = Admin.create(settings.admin())) {
        TopicAdmin all = new TopicAdmin(admin, settings.names(), Topics.all());
        all.apply(all.plan(), Set.of());
      }
    }
    return new ReleaseDesk(settings);
  }

  /** Two stumps that know something: who works few hours or left school early earns less. */
  private Path document() throws Exception {
    FeatureSpec spec = tiny().manifest().spec();
    List<Tree> trees =
        List.of(
            stump(spec.position("WKHP"), 35, .8f, -.4f),
            stump(spec.position("SCHL"), 20, .5f, -.5f));
    Ensemble ensemble = new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, .5f, trees);
    return Files.write(place.resolve("laptop.json"), XgboostWriter.write(ensemble, spec));
  }

  private static Tree stump(int feature, float threshold, float left, float right) {
    return new TreeBuilder()
        .split(feature, threshold, true, 100f)
        .leaf(left, 50f)
        .leaf(right, 50f)
        .build();
  }

  private Bundle tiny() throws Exception {
    Path folder = Files.createDirectories(place.resolve("tiny"));
    for (Map.Entry<String, byte[]> file : TinyRelease.files(profile, 1).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    Path keys = Files.writeString(place.resolve("keys"), TinyRelease.vkey() + "\n");
    return ModelFile.signed(folder, keys);
  }

  private Path categories() throws Exception {
    JsonWriter json = new JsonWriter().beginObject();
    for (Feature feature : tiny().manifest().spec().features()) {
      if (feature instanceof Feature.Categorical column
          && column.categories() instanceof Categories.Codes codes) {
        json.name(column.name()).beginArray();
        codes.codes().forEach(code -> json.value((long) code));
        json.endArray();
      }
    }
    return Files.write(place.resolve("categories.json"), json.endObject().toBytes());
  }

  private Path rows() throws Exception {
    Path file = place.resolve("rows.csv");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        PushingIT.class.getResourceAsStream("/acs/acs-sample.csv.gz"))),
                StandardCharsets.UTF_8))) {
      Files.write(file, lines.lines().limit(ROWS + 1).toList());
    }
    return file;
  }
}
