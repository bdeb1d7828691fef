// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import dev.probity.model.ModelDigest;
import dev.probity.model.codec.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * MLflow's file layout, file by file: what {@code mlflow migrate-filestore} imports. Files that
 * MLflow reads as YAML are written as JSON, which YAML contains.
 *
 * @param root address of the folder, such as {@code file:///srv/mlflow/mlruns}
 */
public record FileLayout(String root) {
  /** The folder of the registered models. */
  public static final String MODELS = "models";

  /** The file that says what a folder is. */
  public static final String META = "meta.yaml";

  /** MLflow's word for a run that ended well, as a number. */
  private static final int FINISHED = 3;

  private static final int LOCAL = 4;

  /** The id of an experiment: 18 digits of its name's hash, so that two writers agree on it. */
  public static String experimentId(String name) {
    String hash = ModelDigest.sha256(("probity-exp\n" + name).getBytes(StandardCharsets.UTF_8));
    long digits = Long.parseUnsignedLong(hash.substring(0, 14), 16) % 900_000_000_000_000_000L;
    return Long.toString(100_000_000_000_000_000L + digits);
  }

  /** The files of an experiment's folder but its runs. */
  public Map<String, byte[]> experiment(String name, Instant at) {
    String id = experimentId(name);
    JsonWriter json = new JsonWriter().beginObject();
    json.name("artifact_location").value(root + "/" + id);
    json.name("creation_time").value(at.toEpochMilli());
    json.name("experiment_id").value(id);
    json.name("last_update_time").value(at.toEpochMilli());
    json.name("lifecycle_stage").value("active");
    json.name("name").value(name);
    return Map.of(META, json.endObject().toLine());
  }

  /** The files of a run's folder, by path below it. */
  public Map<String, byte[]> run(MlflowRun run) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(META, meta(run, run.id(), run.tags().getOrDefault("mlflow.runName", run.id())));
    run.tags().forEach((name, value) -> files.put("tags/" + name, bytes(value)));
    run.params().forEach((name, value) -> files.put("params/" + name, bytes(value)));
    String at = Long.toString(run.ended().toEpochMilli());
    run.metrics()
        .forEach((name, value) -> files.put("metrics/" + name, bytes(at + " " + value + " 0\n")));
    run.artifacts().forEach((path, bytes) -> files.put("artifacts/" + path, bytes));
    files.put("inputs/" + input(run) + "/" + META, input(run, dataset(run)));
    return files;
  }

  /** The files of the folder of a trial of a run, by path below it. */
  public Map<String, byte[]> trial(MlflowRun run, MlflowTrial trial) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(META, meta(run, run.trialId(trial), trial.name()));
    trial.tags(run.id()).forEach((name, value) -> files.put("tags/" + name, bytes(value)));
    trial.params().forEach((name, value) -> files.put("params/" + name, bytes(value)));
    String at = Long.toString(run.ended().toEpochMilli());
    trial
        .metrics()
        .forEach((name, value) -> files.put("metrics/" + name, bytes(at + " " + value + " 0\n")));
    StringBuilder losses = new StringBuilder();
    trial
        .losses()
        .forEach(
            (rung, loss) ->
                losses.append(at).append(' ').append(loss).append(' ').append(rung).append('\n'));
    files.put("metrics/" + MlflowTrial.LOSS, bytes(losses.toString()));
    return files;
  }

  private byte[] meta(MlflowRun run, String id, String name) {
    String experiment = experimentId(run.experiment());
    JsonWriter json = new JsonWriter().beginObject();
    json.name("artifact_uri").value(root + "/" + experiment + "/" + id + "/artifacts");
    json.name("end_time").value(run.ended().toEpochMilli());
    json.name("entry_point_name").value("");
    json.name("experiment_id").value(experiment);
    json.name("lifecycle_stage").value("active");
    json.name("run_id").value(id);
    json.name("run_name").value(name);
    json.name("run_uuid").value(id);
    json.name("source_name").value("").name("source_type").value((long) LOCAL);
    json.name("source_version").value("");
    json.name("start_time").value(run.started().toEpochMilli());
    json.name("status").value((long) FINISHED);
    json.name("tags").beginArray().endArray();
    json.name("user_id").value(run.user());
    return json.endObject().toLine();
  }

  /** The id of the run's data set in its experiment. */
  public static String dataset(MlflowRun run) {
    MlflowDataset data = run.dataset();
    return hash("dataset", data.name() + "\n" + data.digest());
  }

  /** The files of the data set's folder, below its experiment's. */
  public static Map<String, byte[]> datasetFiles(MlflowRun run) {
    MlflowDataset data = run.dataset();
    JsonWriter json = new JsonWriter().beginObject();
    json.name("digest").value(data.digest());
    json.name("name").value(data.name());
    json.name("profile").value(data.profile());
    json.name("schema").value(data.schema());
    json.name("source").value(data.source());
    json.name("source_type").value(MlflowDataset.SOURCE_TYPE);
    return Map.of(META, json.endObject().toLine());
  }

  private static String input(MlflowRun run) {
    return hash("input", dataset(run) + "\n" + run.id());
  }

  private static byte[] input(MlflowRun run, String dataset) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("destination_id").value(run.id());
    json.name("destination_type").value("RUN");
    json.name("source_id").value(dataset);
    json.name("source_type").value("DATASET");
    json.name("tags").beginObject().name("mlflow.data.context").value("training").endObject();
    return json.endObject().toLine();
  }

  /** The files of a registered model's folder but its versions and aliases. */
  public static Map<String, byte[]> model(String name, Instant at) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("creation_timestamp").value(at.toEpochMilli());
    json.name("description").value("Releases of Probity; each is a signed bundle.");
    json.name("last_updated_timestamp").value(at.toEpochMilli());
    json.name("name").value(name);
    return Map.of(META, json.endObject().toLine());
  }

  /** The files of a model version's folder. */
  public Map<String, byte[]> version(MlflowRun run, int number) {
    Map<String, byte[]> files = new TreeMap<>();
    String source = artifacts(run) + "/" + MlflowRun.MODEL;
    JsonWriter json = new JsonWriter().beginObject();
    json.name("creation_timestamp").value(run.ended().toEpochMilli());
    json.name("current_stage").value("None");
    json.name("description").value(run.description());
    json.name("last_updated_timestamp").value(run.ended().toEpochMilli());
    json.name("name").value(run.model());
    json.name("run_id").value(run.id());
    json.name("run_link").nullValue();
    json.name("source").value(source);
    json.name("status").value("READY");
    json.name("status_message").nullValue();
    json.name("storage_location").value(source);
    json.name("user_id").value(run.user());
    json.name("version").value((long) number);
    files.put(META, json.endObject().toLine());
    run.versionTags().forEach((name, value) -> files.put("tags/" + name, bytes(value)));
    return files;
  }

  private String artifacts(MlflowRun run) {
    return root + "/" + experimentId(run.experiment()) + "/" + run.id() + "/artifacts";
  }

  private static String hash(String kind, String text) {
    return ModelDigest.sha256(("probity-" + kind + "\n" + text).getBytes(StandardCharsets.UTF_8))
        .substring(0, 32);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
