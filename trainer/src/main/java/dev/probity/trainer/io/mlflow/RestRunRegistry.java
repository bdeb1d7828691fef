// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.trainer.mlflow.MlflowDataset;
import dev.probity.trainer.mlflow.MlflowRun;
import dev.probity.trainer.mlflow.MlflowTrial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An MLflow server. A run is made, filled and ended first; the model version comes last in one
 * call. What an earlier attempt left unfinished is deleted before the next begins.
 */
final class RestRunRegistry implements RunRegistry {
  /** Our own id of a run: MLflow gives its runs ids of its own. */
  static final String RUN = "probity.run";

  /** Our own id of the training a trial belongs to. */
  static final String TRIAL_OF = "probity.trial.of";

  /** The server takes at most so many metrics, parameters or tags at once. */
  private static final int METRICS = 1_000;

  private static final int PARAMS = 100;

  private final MlflowHttp mlflow;

  RestRunRegistry(MlflowHttp mlflow) {
    this.mlflow = mlflow;
  }

  @Override
  public Entry register(MlflowRun run) throws RegistryOutageException {
    String experiment = experiment(run.experiment());
    String runId = finished(experiment, run.id());
    if (runId == null) {
      runId = written(run, experiment);
    }
    mlflow.post(
        "mlflow/registered-models/create",
        new JsonWriter().beginObject().name("name").value(run.model()).endObject(),
        MlflowHttp.EXISTS);
    Integer known = versionOf(run.model(), run.digest());
    return new Entry(mlflow.where(), runId, known == null ? version(run, runId) : known);
  }

  @Override
  public @Nullable Integer alias(String model, String alias, @Nullable String digest)
      throws RegistryOutageException {
    Integer version = digest == null ? null : versionOf(model, digest);
    JsonWriter body = new JsonWriter().beginObject().name("name").value(model);
    body.name("alias").value(alias);
    if (version == null) {
      mlflow.call(
          "DELETE",
          "mlflow/registered-models/alias",
          body.endObject(),
          MlflowHttp.ABSENT,
          "INVALID_PARAMETER_VALUE");
      return null;
    }
    body.name("version").value(Integer.toString(version)).endObject();
    mlflow.post("mlflow/registered-models/alias", body);
    return version;
  }

  @Override
  public @Nullable Integer approved(String model, String digest, String person)
      throws RegistryOutageException {
    Integer version = versionOf(model, digest);
    if (version != null) {
      JsonWriter body = new JsonWriter().beginObject().name("name").value(model);
      body.name("version").value(Integer.toString(version));
      body.name("key").value(MlflowRun.APPROVAL).name("value").value(MlflowRun.approval(person));
      mlflow.post("mlflow/model-versions/set-tag", body.endObject());
    }
    return version;
  }

  private String experiment(String name) throws RegistryOutageException {
    String found = find(name);
    if (found != null) {
      return found;
    }
    MlflowHttp.Answer made =
        mlflow.post(
            "mlflow/experiments/create",
            new JsonWriter().beginObject().name("name").value(name).endObject(),
            MlflowHttp.EXISTS);
    String id = made.error().isEmpty() ? made.body().text("experiment_id") : find(name);
    if (id == null) {
      throw new RegistryOutageException(
          "MLflow's experiment " + name + " is deleted\nMaybe restore it in MLflow");
    }
    return id;
  }

  private @Nullable String find(String name) throws RegistryOutageException {
    MlflowHttp.Answer answer =
        mlflow.get(
            "mlflow/experiments/get-by-name", Map.of("experiment_name", name), MlflowHttp.ABSENT);
    if (!answer.error().isEmpty()) {
      return null;
    }
    Json.ObjectValue experiment = answer.body().object("experiment");
    return experiment.text("lifecycle_stage").equals("active")
        ? experiment.text("experiment_id")
        : null;
  }

  /** The run of an earlier attempt that ended well; the others are deleted. */
  private @Nullable String finished(String experiment, String id) throws RegistryOutageException {
    JsonWriter body = new JsonWriter().beginObject().name("experiment_ids");
    body.beginArray().value(experiment).endArray();
    body.name("filter").value("tags.`" + RUN + "` = '" + id + "'").endObject();
    String found = null;
    for (Json run : list(mlflow.post("mlflow/runs/search", body).body(), "runs")) {
      Json.ObjectValue info = ((Json.ObjectValue) run).object("info");
      if (info.text("status").equals("FINISHED")) {
        found = info.text("run_id");
      } else {
        delete(info.text("run_id"));
      }
    }
    return found;
  }

  private void delete(String runId) throws RegistryOutageException {
    mlflow.post(
        "mlflow/runs/delete",
        new JsonWriter().beginObject().name("run_id").value(runId).endObject());
  }

  private String written(MlflowRun run, String experiment) throws RegistryOutageException {
    orphans(experiment, run.id());
    JsonWriter body = new JsonWriter().beginObject().name("experiment_id").value(experiment);
    body.name("start_time").value(run.started().toEpochMilli());
    body.name("run_name").value(run.tags().getOrDefault("mlflow.runName", run.id()));
    body.name("tags").beginArray();
    run.tags().forEach((name, value) -> pair(body, name, value));
    pair(body, RUN, run.id());
    body.endArray().endObject();
    Json.ObjectValue made = mlflow.post("mlflow/runs/create", body).body();
    Json.ObjectValue info = made.object("run").object("info");
    String runId = info.text("run_id");
    try {
      fill(run, runId, place(info.text("artifact_uri")));
      for (MlflowTrial trial : run.trials()) {
        trial(run, trial, runId, experiment);
      }
      status(runId, "FINISHED", run.ended());
      return runId;
    } catch (RegistryOutageException down) {
      try {
        status(runId, "FAILED", run.ended());
        delete(runId);
      } catch (RegistryOutageException still) {
        // It stays RUNNING; the next attempt finds it by its tag and deletes it.
        down.addSuppressed(still);
      }
      throw down;
    }
  }

  /** Trials that an earlier attempt left behind go; they belong to a run that is gone. */
  private void orphans(String experiment, String run) throws RegistryOutageException {
    JsonWriter body = new JsonWriter().beginObject().name("experiment_ids");
    body.beginArray().value(experiment).endArray().name("max_results").value(1_000L);
    body.name("filter").value("tags.`" + TRIAL_OF + "` = '" + run + "'").endObject();
    for (Json trial : list(mlflow.post("mlflow/runs/search", body).body(), "runs")) {
      delete(((Json.ObjectValue) trial).object("info").text("run_id"));
    }
  }

  private void trial(MlflowRun run, MlflowTrial trial, String parent, String experiment)
      throws RegistryOutageException {
    JsonWriter body = new JsonWriter().beginObject().name("experiment_id").value(experiment);
    body.name("start_time").value(run.started().toEpochMilli());
    body.name("run_name").value(trial.name()).name("tags").beginArray();
    trial.tags(parent).forEach((name, value) -> pair(body, name, value));
    pair(body, TRIAL_OF, run.id());
    body.endArray().endObject();
    Json.ObjectValue made = mlflow.post("mlflow/runs/create", body).body();
    String id = made.object("run").object("info").text("run_id");
    JsonWriter batch = new JsonWriter().beginObject().name("run_id").value(id);
    batch.name("metrics").beginArray();
    trial.metrics().forEach((name, value) -> metric(batch, Map.entry(name, value), run.ended(), 0));
    trial
        .losses()
        .forEach(
            (rung, loss) ->
                metric(batch, Map.entry(MlflowTrial.LOSS, loss), run.ended(), rung.longValue()));
    batch.endArray().name("params").beginArray();
    trial.params().forEach((name, value) -> pair(batch, name, value));
    mlflow.post("mlflow/runs/log-batch", batch.endArray().endObject());
    status(id, "FINISHED", run.ended());
  }

  private void fill(MlflowRun run, String runId, String place) throws RegistryOutageException {
    List<Map.Entry<String, Double>> metrics = new ArrayList<>(run.metrics().entrySet());
    for (int from = 0; from < metrics.size(); from += METRICS) {
      JsonWriter batch = new JsonWriter().beginObject().name("run_id").value(runId);
      batch.name("metrics").beginArray();
      metrics.subList(from, Math.min(metrics.size(), from + METRICS)).stream()
          .forEach(metric -> metric(batch, metric, run.ended(), 0));
      mlflow.post("mlflow/runs/log-batch", batch.endArray().endObject());
    }
    List<Map.Entry<String, String>> params = new ArrayList<>(run.params().entrySet());
    for (int from = 0; from < params.size(); from += PARAMS) {
      JsonWriter batch = new JsonWriter().beginObject().name("run_id").value(runId);
      batch.name("params").beginArray();
      params.subList(from, Math.min(params.size(), from + PARAMS)).stream()
          .forEach(param -> pair(batch, param.getKey(), param.getValue()));
      mlflow.post("mlflow/runs/log-batch", batch.endArray().endObject());
    }
    mlflow.post("mlflow/runs/log-inputs", inputs(run.dataset(), runId));
    for (Map.Entry<String, byte[]> artifact : run.artifacts().entrySet()) {
      mlflow.put(place + "/" + artifact.getKey(), artifact.getValue());
    }
  }

  /** {@code mlflow-artifacts:/1/abc/artifacts} is {@code 1/abc/artifacts} to the proxy. */
  private String place(String uri) throws RegistryOutageException {
    String place = uri.replaceFirst("^mlflow-artifacts:(//[^/]*)?/+", "");
    if (place.equals(uri) || place.contains("..")) {
      throw new RegistryOutageException(
          "MLflow at %s keeps artefacts at %s, which only its own clients reach"
                  .formatted(mlflow.where(), uri)
              + "\nMaybe start it with --serve-artifacts and --artifacts-destination");
    }
    return place;
  }

  private static void metric(
      JsonWriter batch, Map.Entry<String, Double> metric, Instant at, long step) {
    batch.beginObject().name("key").value(metric.getKey());
    batch.name("value").value(metric.getValue().doubleValue());
    batch.name("timestamp").value(at.toEpochMilli()).name("step").value(step).endObject();
  }

  private static JsonWriter inputs(MlflowDataset data, String runId) {
    JsonWriter json = new JsonWriter().beginObject().name("run_id").value(runId);
    json.name("datasets").beginArray().beginObject();
    json.name("tags").beginArray();
    pair(json, "mlflow.data.context", "training");
    json.endArray().name("dataset").beginObject();
    json.name("name").value(data.name()).name("digest").value(data.digest());
    json.name("source_type").value(MlflowDataset.SOURCE_TYPE);
    json.name("source").value(data.source()).name("schema").value(data.schema());
    return json.name("profile")
        .value(data.profile())
        .endObject()
        .endObject()
        .endArray()
        .endObject();
  }

  private void status(String runId, String status, Instant at) throws RegistryOutageException {
    JsonWriter body = new JsonWriter().beginObject().name("run_id").value(runId);
    body.name("status").value(status).name("end_time").value(at.toEpochMilli()).endObject();
    mlflow.post("mlflow/runs/update", body);
  }

  private int version(MlflowRun run, String runId) throws RegistryOutageException {
    Json.ObjectValue info =
        mlflow.get("mlflow/runs/get", Map.of("run_id", runId)).body().object("run").object("info");
    JsonWriter body = new JsonWriter().beginObject().name("name").value(run.model());
    body.name("source").value(info.text("artifact_uri") + "/" + MlflowRun.MODEL);
    body.name("run_id").value(runId);
    body.name("description").value(run.description());
    body.name("tags").beginArray();
    run.versionTags().forEach((name, value) -> pair(body, name, value));
    body.endArray().endObject();
    Json.ObjectValue made = mlflow.post("mlflow/model-versions/create", body).body();
    return Integer.parseInt(made.object("model_version").text("version"));
  }

  private @Nullable Integer versionOf(String model, String digest) throws RegistryOutageException {
    String filter = "name = '%s' and tag.`%s` = '%s'".formatted(model, MlflowRun.DIGEST, digest);
    MlflowHttp.Answer answer =
        mlflow.get("mlflow/model-versions/search", Map.of("filter", filter, "max_results", "10"));
    return list(answer.body(), "model_versions").stream()
        .map(version -> Integer.valueOf(((Json.ObjectValue) version).text("version")))
        .min(Integer::compare)
        .orElse(null);
  }

  private static void pair(JsonWriter json, String name, String value) {
    json.beginObject().name("key").value(name).name("value").value(value).endObject();
  }

  private static List<Json> list(Json.ObjectValue body, String name) {
    return body.find(name) instanceof Json.ArrayValue array ? array.values() : List.of();
  }
}
