// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import dev.probity.model.ModelDigest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One training as MLflow keeps it: a run of an experiment and a version of a registered model. The
 * same training gives the same id, so that it can be told twice without standing there twice.
 *
 * @param id 32 hexadecimal digits
 * @param experiment name of the experiment, {@code probity-<profile>}
 * @param model name of the registered model
 * @param version the release's version, for people, such as v3
 * @param digest SHA-256 of the release bundle
 * @param user who asked for the training
 * @param started when it began
 * @param ended when it ended
 * @param tags tags of the run
 * @param params parameters
 * @param metrics figures
 * @param dataset what it was trained on
 * @param artifacts files by path, without leading slash; arrays are handed over, not copied
 * @param trials those of its search, each a run of its own below this one
 */
public record MlflowRun(
    String id,
    String experiment,
    String model,
    String version,
    String digest,
    String user,
    Instant started,
    Instant ended,
    Map<String, String> tags,
    Map<String, String> params,
    Map<String, Double> metrics,
    MlflowDataset dataset,
    Map<String, byte[]> artifacts,
    List<MlflowTrial> trials) {
  /** Folder of the model among the artefacts. */
  public static final String MODEL = "model";

  /** Tag of runs and model versions: SHA-256 of the release bundle. */
  public static final String DIGEST = "probity.model.digest";

  /** Tag of runs and model versions: the release's version as the models topic has it. */
  public static final String VERSION = "probity.version";

  /** Tag of model versions: whether and by whom the release was approved. */
  public static final String APPROVAL = "probity.approval";

  /** The value of the tag {@link #APPROVAL}. */
  public static String approval(String person) {
    return "approved:" + person;
  }

  /** Copies, sorted by name. */
  public MlflowRun {
    tags = sorted(tags);
    params = sorted(params);
    metrics = sorted(metrics);
    artifacts = sorted(artifacts);
    trials = List.copyOf(trials);
    if (!id.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("run id " + id + ", expected 32 hexadecimal digits");
    }
  }

  /** A run without a search. */
  public MlflowRun(
      String id,
      String experiment,
      String model,
      String version,
      String digest,
      String user,
      Instant started,
      Instant ended,
      Map<String, String> tags,
      Map<String, String> params,
      Map<String, Double> metrics,
      MlflowDataset dataset,
      Map<String, byte[]> artifacts) {
    this(
        id,
        experiment,
        model,
        version,
        digest,
        user,
        started,
        ended,
        tags,
        params,
        metrics,
        dataset,
        artifacts,
        List.of());
  }

  /** The same run with the trials of its search. */
  public MlflowRun with(List<MlflowTrial> searched) {
    return new MlflowRun(
        id,
        experiment,
        model,
        version,
        digest,
        user,
        started,
        ended,
        tags,
        params,
        metrics,
        dataset,
        artifacts,
        searched);
  }

  /** The id of a trial: of this run and its number, 32 hexadecimal digits. */
  public String trialId(MlflowTrial trial) {
    String seed = "probity-trial\n" + id + "\n" + trial.number();
    return ModelDigest.sha256(seed.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }

  /** Tags of the model version; the signed record on the models topic remains the authority. */
  public Map<String, String> versionTags() {
    return Map.of(DIGEST, digest, VERSION, version);
  }

  /** What the model version says about itself. */
  public String description() {
    return "Release " + version + " " + digest + "; the signed bundle is the authority.";
  }

  private static <V> Map<String, V> sorted(Map<String, V> values) {
    return Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
