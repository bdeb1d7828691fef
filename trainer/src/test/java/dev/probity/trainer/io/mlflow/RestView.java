// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads an MLflow server by its public interface, without our adapter. */
final class RestView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final HttpClient client = HttpClient.newHttpClient();

  RestView(String url) {
    this.url = url;
  }

  RunRegistryKit.Seen seen(RunRegistry.Entry entry) throws Exception {
    JsonNode run = get("mlflow/runs/get?run_id=" + entry.runId()).get("run");
    JsonNode data = run.get("data");
    Map<String, Double> metrics = new TreeMap<>();
    data.path("metrics")
        .forEach(m -> metrics.put(m.get("key").asText(), m.get("value").asDouble()));
    String place = run.get("info").get("artifact_uri").asText().replaceFirst("^[a-z-]+:/*", "");
    JsonNode version =
        get("mlflow/model-versions/get?name="
                + RunRegistryKit.MODEL
                + "&version="
                + entry.version())
            .get("model_version");
    return new RunRegistryKit.Seen(
        run.get("info").get("status").asText(),
        pairs(data.path("params")),
        metrics,
        pairs(data.path("tags")),
        run.path("inputs").path("dataset_inputs").path(0).path("dataset").path("name").asText(),
        text("mlflow-artifacts/artifacts/" + place + "/fairness/groups.json").body(),
        pairs(version.path("tags")),
        version.path("run_id").asText());
  }

  /** The status of a run whose data set has this name. */
  String statusAndDataset(String runId, String dataset) throws Exception {
    JsonNode run = get("mlflow/runs/get?run_id=" + runId).get("run");
    String name = run.at("/inputs/dataset_inputs/0/dataset/name").asText();
    return name.equals(dataset) ? run.at("/info/status").asText() : "data set " + name;
  }

  @Nullable Integer aliased(String alias) throws Exception {
    HttpResponse<String> answer =
        text("mlflow/registered-models/alias?name=" + RunRegistryKit.MODEL + "&alias=" + alias);
    return answer.statusCode() < 300
        ? JSON.readTree(answer.body()).get("model_version").get("version").asInt()
        : null;
  }

  int versions() throws Exception {
    String filter =
        URLEncoder.encode("name='" + RunRegistryKit.MODEL + "'", StandardCharsets.UTF_8);
    return get("mlflow/model-versions/search?max_results=100&filter=" + filter)
        .path("model_versions")
        .size();
  }

  int runs() throws Exception {
    return found().size();
  }

  /** By name, in one line each, the finished runs that name this one as their parent. */
  Map<String, String> trials(String parent) throws Exception {
    Map<String, String> trials = new TreeMap<>();
    for (JsonNode run : found()) {
      Map<String, String> tags = pairs(run.at("/data/tags"));
      if (parent.equals(tags.get("mlflow.parentRunId"))
          && run.at("/info/status").asText().equals("FINISHED")) {
        String id = run.at("/info/run_id").asText();
        trials.put(
            tags.get("mlflow.runName"),
            "eta %s search_rung%s losses%s"
                .formatted(
                    pairs(run.at("/data/params")).get("eta"),
                    history(id, "search_rung").replaceFirst(" 0:", " "),
                    history(id, "search_log_loss")));
      }
    }
    return trials;
  }

  private String history(String run, String metric) throws Exception {
    StringBuilder steps = new StringBuilder();
    get("mlflow/metrics/get-history?run_id=" + run + "&metric_key=" + metric)
        .path("metrics")
        .forEach(
            one ->
                steps
                    .append(' ')
                    .append(one.get("step").asLong())
                    .append(':')
                    .append(one.get("value").asDouble()));
    return steps.toString();
  }

  private JsonNode found() throws Exception {
    JsonNode found = get("mlflow/experiments/get-by-name?experiment_name=probity-kit-experiment");
    String id = found.get("experiment").get("experiment_id").asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/runs/search"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"experiment_ids\":[\"" + id + "\"]}"))
            .build();
    return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .path("runs");
  }

  private static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new TreeMap<>();
    list.forEach(pair -> pairs.put(pair.get("key").asText(), pair.get("value").asText()));
    return pairs;
  }

  private JsonNode get(String call) throws Exception {
    HttpResponse<String> answer = text(call);
    if (answer.statusCode() >= 300) {
      throw new IOException(call + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> text(String call) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/api/2.0/" + call)).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
