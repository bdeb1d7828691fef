// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.codec.JsonWriter;
import dev.probity.trainer.TrainedModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folder that {@code mlflow.xgboost.load_model} and {@code mlflow.pyfunc.load_model} read: the
 * bundle's own trees, and beside them what MLflow wants to know. Python's {@code predict} gives the
 * raw probability of encoded rows, the sigmoid of the margin; encoder and calibrator lie beside it
 * in the manifest. JSON is a part of YAML, so the files MLflow reads as YAML are written as JSON.
 */
final class MlflowModel {
  private static final String PYTHON = "3.12.1";
  private static final String MLFLOW = "3.17.2";
  private static final String REQUIREMENTS = "mlflow>=2.17\nxgboost>=3.0,<4\npandas\n";
  private static final int EXAMPLES = 5;

  private MlflowModel() {}

  static Map<String, byte[]> files(TrainedModel trained, String runId, Instant created) {
    Map<String, byte[]> files = new TreeMap<>();
    byte[] trees = MlflowRuns.trees(trained);
    files.put(BundleFiles.TREES, trees);
    files.put(BundleFiles.MANIFEST, file(trained, BundleFiles.MANIFEST));
    files.put("MLmodel", descriptor(trained.manifest(), runId, created, trees.length));
    files.put("requirements.txt", bytes(REQUIREMENTS));
    files.put(
        "python_env.yaml",
        bytes(
            "python: \"%s\"\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n"
                .formatted(PYTHON)));
    files.put(
        "conda.yaml",
        bytes(
            "channels:\n- conda-forge\ndependencies:\n- python=%s\n- pip\n- pip:\n  - %s\n"
                .formatted(PYTHON, String.join("\n  - ", REQUIREMENTS.strip().split("\n")))));
    files.put("input_example.json", example(trained));
    return files;
  }

  private static byte[] file(TrainedModel trained, String name) {
    byte[] bytes = trained.files().get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("the release has no " + name);
    }
    return bytes;
  }

  private static byte[] descriptor(
      Manifest manifest, String runId, Instant created, int modelBytes) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("artifact_path").value(MlflowRun.MODEL);
    json.name("flavors").beginObject();
    json.name("python_function").beginObject();
    json.name("data").value(BundleFiles.TREES);
    json.name("env").beginObject().name("conda").value("conda.yaml");
    json.name("virtualenv").value("python_env.yaml").endObject();
    json.name("loader_module").value("mlflow.xgboost");
    json.name("python_version").value(PYTHON).endObject();
    json.name("xgboost").beginObject();
    json.name("code").nullValue();
    json.name("data").value(BundleFiles.TREES);
    json.name("model_class").value("xgboost.core.Booster");
    json.name("model_format").value("json");
    json.name("xgb_version").value(manifest.learner().version()).endObject().endObject();
    json.name("mlflow_version").value(MLFLOW);
    json.name("model_size_bytes").value((long) modelBytes);
    json.name("model_uuid").value(runId);
    json.name("run_id").value(runId);
    json.name("saved_input_example_info").beginObject();
    json.name("artifact_path").value("input_example.json");
    json.name("pandas_orient").value("split");
    json.name("type").value("dataframe").endObject();
    json.name("signature").beginObject();
    json.name("inputs").value(inputs(manifest.spec().names()));
    json.name("outputs")
        .value(
            "[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-1]}}]");
    json.name("params").nullValue().endObject();
    // MLflow writes this without zone, in UTC.
    json.name("utc_time_created").value(created.toString().replace('T', ' ').replace("Z", ""));
    return json.endObject().toLine();
  }

  private static String inputs(List<String> names) {
    JsonWriter json = new JsonWriter().beginArray();
    for (String name : names) {
      json.beginObject().name("type").value("double").name("name").value(name);
      json.name("required").value(true).endObject();
    }
    return MlflowRuns.text(json.endArray());
  }

  /** The first encoded self-test rows: constructed, never anybody's. */
  private static byte[] example(TrainedModel trained) {
    List<String> names = trained.manifest().spec().names();
    List<SelfTestRow> rows =
        SelfTestRow.read(file(trained, BundleFiles.SELF_TEST), names.size()).stream()
            .limit(EXAMPLES)
            .toList();
    JsonWriter json = new JsonWriter().beginObject().name("columns").beginArray();
    names.forEach(json::value);
    json.endArray().name("data").beginArray();
    for (SelfTestRow row : rows) {
      json.beginArray();
      for (int bits : row.vector()) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) {
          json.nullValue();
        } else {
          json.value(value);
        }
      }
      json.endArray();
    }
    return json.endArray().endObject().toLine();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
