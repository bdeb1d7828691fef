// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.Calibrator;
import dev.probity.model.FeatureSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a bundle is: how it encodes, scores and calibrates, where it comes from, and which files
 * belong to it with their hashes. Its bytes ({@link ManifestCodec}) are what the digest identifies
 * and the keys sign. Times, hosts, users and paths have no place in it.
 *
 * @param name the model's name
 * @param version the release's version, for people; empty when it is counted by who releases, as it
 *     then must not change the digest
 * @param profile under which profile the model was trained
 * @param task what the model decides
 * @param spec the encoder
 * @param trees facts about the trees
 * @param calibration the calibrator and its origin
 * @param learner who grew the trees
 * @param data which rows they were grown on
 * @param fairness what was done to the weights
 * @param metrics fold → metric → value
 * @param files every other file of the bundle but the signatures, in name order
 */
public record Manifest(
    String name,
    String version,
    ProfileReference profile,
    Task task,
    FeatureSpec spec,
    TreeFacts trees,
    Calibration calibration,
    LearnerFacts learner,
    DataFacts data,
    FairnessFacts fairness,
    Map<String, Map<String, MetricValue>> metrics,
    List<FileEntry> files) {
  /** The schema this release writes and reads. */
  public static final String SCHEMA = "probity/model-bundle/v1";

  /** Checks and copies. */
  public Manifest {
    requireText("name", name);
    Objects.requireNonNull(version, "version");
    Map<String, Map<String, MetricValue>> folds = new TreeMap<>();
    metrics.forEach((fold, values) -> folds.put(fold, sorted(values)));
    metrics = Collections.unmodifiableMap(folds);
    files = List.copyOf(files);
  }

  /** The same manifest for other files. */
  public Manifest withFiles(List<FileEntry> others) {
    return new Manifest(
        name,
        version,
        profile,
        task,
        spec,
        trees,
        calibration,
        learner,
        data,
        fairness,
        metrics,
        others);
  }

  /**
   * A profile by name and content.
   *
   * @param name its name
   * @param digest its SHA-256 in hexadecimal
   */
  public record ProfileReference(String name, String digest) {
    /** Checks. */
    public ProfileReference {
      requireText("profile.name", name);
      requireText("profile.digest", digest);
    }
  }

  /**
   * What is decided. The rule is always p &gt; threshold on the calibrated probability.
   *
   * @param positive what label 1 means, such as {@code WAGP in [0,45000]}
   * @param threshold within [0, 1]
   */
  public record Task(String positive, double threshold) {
    /** Checks. */
    public Task {
      requireText("task.positive", positive);
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new IllegalArgumentException("task.threshold is not within [0, 1]: " + threshold);
      }
    }
  }

  /** The unit of a node's cover. */
  public enum CoverUnit {
    /** Sum of the loss's second derivatives (XGBoost). */
    HESSIAN,
    /** Number of rows. */
    COUNT
  }

  /**
   * Facts about the trees that a reader checks against the trees themselves.
   *
   * @param count number of trees
   * @param nodes number of nodes of all trees
   * @param maxDepth depth of the deepest tree
   * @param baseScore the base score as stored
   * @param cover unit of the covers
   */
  public record TreeFacts(int count, int nodes, int maxDepth, float baseScore, CoverUnit cover) {}

  /**
   * The calibrator and the rows it was fitted on.
   *
   * @param calibrator the calibrator
   * @param rows how many rows it was fitted on, 0 for identity
   * @param fold name of their fold
   * @param dataCommit commit of the data set they come from
   */
  public record Calibration(Calibrator calibrator, long rows, String fold, String dataCommit) {}

  /**
   * Who grew the trees.
   *
   * @param name the learner's name
   * @param version its version
   * @param params its parameters, by name
   * @param seed its seed
   * @param threads how many threads it used
   * @param trial which trial of the search this is, 0 without a search
   */
  public record LearnerFacts(
      String name, String version, Map<String, String> params, long seed, int threads, int trial) {
    /** Copies in name order. */
    public LearnerFacts {
      requireText("learner.name", name);
      params = sorted(params);
    }
  }

  /**
   * Which rows the model was trained on.
   *
   * @param commit commit of the data set
   * @param digest SHA-256 of its content
   * @param rows its number of rows
   * @param sourceOffsets topic-partition → offsets it was replayed from
   */
  public record DataFacts(
      String commit, String digest, long rows, Map<String, OffsetRange> sourceOffsets) {
    /** Copies in name order. */
    public DataFacts {
      sourceOffsets = sorted(sourceOffsets);
    }
  }

  /**
   * Offsets of a partition.
   *
   * @param from first offset
   * @param to offset after the last
   */
  public record OffsetRange(long from, long to) {
    /** Checks the order. */
    public OffsetRange {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("offsets [" + from + ", " + to + ")");
      }
    }
  }

  /**
   * What was done to the training weights for fairness.
   *
   * @param reweighing whether rows were reweighed
   * @param cells weight per group and label
   * @param lowest smallest weight, 1 without reweighing
   * @param highest largest weight, 1 without reweighing
   * @param effectiveRows (Σw)² / Σw²
   */
  public record FairnessFacts(
      boolean reweighing,
      Map<String, Double> cells,
      double lowest,
      double highest,
      double effectiveRows) {
    /** Copies in name order. */
    public FairnessFacts {
      cells = sorted(cells);
    }

    /** No reweighing of so many rows. */
    public static FairnessFacts none(long rows) {
      return new FairnessFacts(false, Map.of(), 1, 1, rows);
    }
  }

  /**
   * A metric with its uncertainty.
   *
   * @param value the value
   * @param n rows it was measured on
   * @param lower lower end of the 95 % interval
   * @param upper upper end of the 95 % interval
   */
  public record MetricValue(double value, long n, double lower, double upper) {}

  /**
   * A file of the bundle.
   *
   * @param name its name
   * @param bytes its length
   * @param sha256 its hash, 64 lower-case hexadecimal digits
   */
  public record FileEntry(String name, long bytes, String sha256) {
    /** Checks. */
    public FileEntry {
      requireText("files.name", name);
      if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("file " + name + " lacks a proper length or hash");
      }
    }
  }

  private static void requireText(String what, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
  }

  private static <V> Map<String, V> sorted(Map<String, V> values) {
    return Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
