// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.codec.JsonWriter;
import dev.probity.model.eval.GroupFairness;
import dev.probity.trainer.GroupFigure;
import dev.probity.trainer.TrainedModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Says what a trained release is in the words MLflow's users look for. */
public final class MlflowRuns {
  private MlflowRuns() {}

  /**
   * Who trained, for which request, when.
   *
   * @param requestId names the request
   * @param actor who asked
   * @param started when the training began
   * @param ended when it ended
   */
  public record Circumstances(String requestId, String actor, Instant started, Instant ended) {}

  /**
   * The run of a training.
   *
   * @param trained what came out
   * @param version the release's version, such as v3
   * @param when for whom and when
   * @param extra further artefacts by path, such as a report
   * @param tags further tags, such as the commit of the sources
   */
  public static MlflowRun of(
      TrainedModel trained,
      String version,
      Circumstances when,
      Map<String, byte[]> extra,
      Map<String, String> tags) {
    Manifest manifest = trained.manifest();
    String digest = trained.digest().hex();
    String seed = "probity-run\n" + when.requestId() + "\n" + digest;
    String id = ModelDigest.sha256(seed.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    Map<String, byte[]> artifacts = new TreeMap<>(extra);
    MlflowModel.files(trained, id, when.ended())
        .forEach((name, bytes) -> artifacts.put(MlflowRun.MODEL + "/" + name, bytes));
    byte[] card = trained.files().get("card.json");
    if (card != null) {
      artifacts.put("model_card.json", card);
    }
    artifacts.put("fairness/groups.json", groups(trained));
    return new MlflowRun(
        id,
        "probity-" + manifest.profile().name(),
        manifest.name(),
        version,
        digest,
        when.actor(),
        when.started(),
        when.ended(),
        tags(manifest, digest, version, when, tags),
        params(trained),
        metrics(trained),
        dataset(manifest),
        artifacts);
  }

  private static Map<String, String> tags(
      Manifest manifest,
      String digest,
      String version,
      Circumstances when,
      Map<String, String> further) {
    Map<String, String> tags = new TreeMap<>(further);
    tags.put("mlflow.runName", manifest.name() + "-" + version);
    tags.put("mlflow.user", when.actor());
    tags.put("mlflow.source.name", "probity trainer");
    tags.put("mlflow.source.type", "JOB");
    tags.put(MlflowRun.DIGEST, digest);
    tags.put(MlflowRun.VERSION, version);
    tags.put("probity.request", when.requestId());
    tags.put("probity.data.commit", manifest.data().commit());
    tags.put("probity.data.digest", manifest.data().digest());
    tags.put("probity.learner", manifest.learner().name() + " " + manifest.learner().version());
    tags.put("probity.profile", manifest.profile().name());
    tags.put("probity.profile.digest", manifest.profile().digest());
    tags.put("probity.kafka.offsets", offsets(manifest));
    return tags;
  }

  private static String offsets(Manifest manifest) {
    JsonWriter json = new JsonWriter().beginObject();
    manifest
        .data()
        .sourceOffsets()
        .forEach(
            (name, range) ->
                json.name(name).beginArray().value(range.from()).value(range.to()).endArray());
    return text(json.endObject());
  }

  private static Map<String, String> params(TrainedModel trained) {
    Manifest manifest = trained.manifest();
    Map<String, String> params = new TreeMap<>(manifest.learner().params());
    params.put("learner", manifest.learner().name() + " " + manifest.learner().version());
    params.put("seed", Long.toString(manifest.learner().seed()));
    params.put("threads", Integer.toString(manifest.learner().threads()));
    params.put("trees", Integer.toString(manifest.trees().count()));
    params.put("calibrator", trained.calibratorKind());
    params.put("threshold", Double.toString(manifest.task().threshold()));
    params.put("reweighing", Boolean.toString(manifest.fairness().reweighing()));
    params.put("rows", Long.toString(manifest.data().rows()));
    return params;
  }

  /** {@code val_auc}, {@code val_auc_lower}, {@code val_n}; {@code fair_impact_ratio.SEX.2}. */
  private static Map<String, Double> metrics(TrainedModel trained) {
    Map<String, Double> metrics = new TreeMap<>();
    trained
        .evaluation()
        .figures()
        .forEach(
            (name, figure) -> {
              put(metrics, "val_" + snake(name), "", figure.value());
              put(metrics, "val_" + snake(name) + "_lower", "", figure.lower());
              put(metrics, "val_" + snake(name) + "_upper", "", figure.upper());
              metrics.put("val_n", (double) figure.n());
            });
    for (GroupFigure group : trained.evaluation().groups()) {
      String of = "." + plain(group.attribute()) + "." + plain(group.group());
      metrics.put("fair_n" + of, (double) group.rows());
      if (group.sufficient()) {
        measure(metrics, "fair_impact_ratio", of, group.impactRatio());
        measure(metrics, "fair_parity_difference", of, group.parityDifference());
        measure(metrics, "fair_opportunity_difference", of, group.opportunityDifference());
        measure(metrics, "fair_odds_difference", of, group.oddsDifference());
      }
    }
    return metrics;
  }

  private static void measure(
      Map<String, Double> metrics, String name, String of, GroupFairness.Measure measure) {
    put(metrics, name, of, measure.value());
    put(metrics, name + "_lower", of, measure.interval().lower());
    put(metrics, name + "_upper", of, measure.interval().upper());
  }

  /** A server refuses what is not a number; a figure that is none is left out, its n is not. */
  private static void put(Map<String, Double> metrics, String name, String of, double value) {
    if (Double.isFinite(value)) {
      metrics.put(name + of, value);
    }
  }

  /** {@code logLoss} as {@code log_loss}. */
  static String snake(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }

  /** A figure's name, with or without a group, in the letters MLflow takes. */
  public static String metric(String name) {
    return snake(name).replaceAll("[^A-Za-z0-9_\\-. ]+", ".").replaceAll("\\.$", "");
  }

  /** A group's code in the letters MLflow takes in the names of metrics. */
  static String plain(String code) {
    return code.replaceAll("[^A-Za-z0-9_\\- ]", "_");
  }

  private static MlflowDataset dataset(Manifest manifest) {
    JsonWriter source = new JsonWriter().beginObject();
    source.name("commit").value(manifest.data().commit());
    source.name("digest").value(manifest.data().digest());
    source.name("offsets").value(offsets(manifest)).endObject();
    JsonWriter schema = new JsonWriter().beginObject().name("mlflow_colspec").beginArray();
    for (String name : manifest.spec().names()) {
      schema.beginObject().name("type").value("double").name("name").value(name);
      schema.name("required").value(true).endObject();
    }
    JsonWriter profile = new JsonWriter().beginObject().name("num_rows");
    profile.value(manifest.data().rows()).endObject();
    return new MlflowDataset(
        "probity-" + manifest.profile().name(),
        manifest.data().digest().substring(0, MlflowDataset.MAX_DIGEST - 4),
        text(source),
        text(schema.endArray().endObject()),
        text(profile));
  }

  private static byte[] groups(TrainedModel trained) {
    JsonWriter json = new JsonWriter().beginObject().name("part").value("test");
    json.name("measures").beginObject();
    new TreeMap<>(trained.manifest().metrics().getOrDefault("test", Map.<String, MetricValue>of()))
        .forEach(
            (name, value) -> {
              if (name.endsWith("]")) {
                json.name(name).beginObject().name("value").value(value.value());
                json.name("n").value(value.n()).name("lower").value(value.lower());
                json.name("upper").value(value.upper()).endObject();
              }
            });
    return json.endObject().endObject().toLine();
  }

  static String text(JsonWriter json) {
    return new String(json.toBytes(), StandardCharsets.UTF_8);
  }

  /** The trees of a release as they stand in its bundle. */
  static byte[] trees(TrainedModel trained) {
    byte[] trees = trained.files().get(BundleFiles.TREES);
    if (trees == null) {
      throw new IllegalArgumentException("the release has no " + BundleFiles.TREES);
    }
    return trees;
  }
}
