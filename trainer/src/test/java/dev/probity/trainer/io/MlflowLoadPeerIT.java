// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.io.mlflow.MlflowPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release of ours in the hands of Python: MLflow loads it and decides as we do. */
class MlflowLoadPeerIT {
  private static final double FLOAT = 1e-6;

  private static final String SCRIPT =
      """
      import json, sys
      import mlflow, pandas, xgboost
      mlruns, database, rows = sys.argv[1:4]
      asked = json.load(open(rows))
      frame = pandas.DataFrame(asked["vectors"], columns=asked["names"], dtype="float64")
      mlflow.set_tracking_uri("sqlite:///" + database)
      client = mlflow.MlflowClient()
      version = client.get_model_version_by_alias(asked["model"], "champion")
      run = client.get_run(version.run_id)
      uri = "models:/" + asked["model"] + "@champion"
      booster = mlflow.xgboost.load_model(uri)
      matrix = xgboost.DMatrix(frame, feature_types=booster.feature_types)
      print("ANSWER" + json.dumps({
          "xgboost": [float(p) for p in booster.predict(matrix)],
          "pyfunc": [float(p) for p in mlflow.pyfunc.load_model(uri).predict(frame)],
          "run": [float(p) for p in
                  mlflow.pyfunc.load_model("runs:/" + version.run_id + "/model").predict(frame)],
          "inputs": [c.name for c in mlflow.models.get_model_info(uri).signature.inputs],
          "digest": version.tags["probity.model.digest"],
          "auc": run.data.metrics["val_auc"],
          "seed": run.data.params["seed"],
          "dataset": run.inputs.dataset_inputs[0].dataset.name,
      }))
      """;

  @TempDir private Path folder;

  @Test
  void pythonLoadsTheImportedChampionAndGivesTheSameProbabilities() throws Exception {
    MlflowPython python = MlflowPython.only();
    // Given
    ModelRelease release = champion();
    Bundle bundle = bundle(release);
    Path rows = Files.write(folder.resolve("rows.json"), rows(bundle, release.name()));
    Path mlruns = folder.resolve("mlflow/mlruns");
    Path database = folder.resolve("imported.db");
    python.migrate(mlruns, database);
    // When
    String said =
        python.script(folder, SCRIPT, mlruns.toString(), database.toString(), rows.toString());
    String answer = said.lines().filter(line -> line.startsWith("ANSWER")).findFirst().orElse(said);
    Json.ObjectValue python3 = Json.parseObject(answer.substring("ANSWER".length()).getBytes());
    // Then
    List<SelfTestRow> asked = bundle.selfTest();
    for (String flavour : List.of("xgboost", "pyfunc", "run")) {
      double[] answers = python3.numbers(flavour);
      assertEquals(asked.size(), answers.length);
      for (int i = 0; i < answers.length; i++) {
        double margin = Double.longBitsToDouble(asked.get(i).margin());
        assertEquals(1 / (1 + StrictMath.exp(-margin)), answers[i], FLOAT, flavour + " row " + i);
      }
    }
    assertTrue(
        asked.stream().anyMatch(row -> row.vector().contains(Float.floatToIntBits(Float.NaN))));
    assertEquals(bundle.manifest().spec().names(), python3.texts("inputs"));
    assertEquals(release.digest(), python3.text("digest"));
    assertEquals(
        bundle.manifest().metrics().get("test").get("auc").value(), python3.number("auc"), 0);
    assertEquals("1", python3.text("seed"));
    assertEquals("probity-acs-salary", python3.text("dataset"));
  }

  private ModelRelease champion() throws Exception {
    Path key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    TrainerService trainer = History.trainer(History.published(), History.config(folder, key));
    TrainingRequest request =
        new TrainingRequest("r1", "operator-1", null, Map.of(), 1, true, null);
    return assertInstanceOf(TrainingReport.Released.class, trainer.train(request, step -> {}))
        .release();
  }

  private Bundle bundle(ModelRelease release) throws Exception {
    Map<String, byte[]> files =
        new FolderModelStore(folder.resolve("models")).fetch(release.digest());
    assertNotNull(files);
    Path key = folder.resolve("trainer.key");
    return assertInstanceOf(
            Bundle.Loaded.class,
            Bundle.load(
                new ModelDigest(release.digest()),
                files,
                List.of(SigningKeyFile.read(key, "probity-trainer").trusted())))
        .bundle();
  }

  private static byte[] rows(Bundle bundle, String model) {
    JsonWriter json = new JsonWriter().beginObject().name("model").value(model);
    json.name("names").beginArray();
    bundle.manifest().spec().names().forEach(json::value);
    json.endArray().name("vectors").beginArray();
    for (SelfTestRow row : bundle.selfTest()) {
      json.beginArray();
      for (int bits : row.vector()) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) {
          json.nullValue();
        } else {
          json.value((double) value);
        }
      }
      json.endArray();
    }
    return json.endArray().endObject().toBytes();
  }
}
