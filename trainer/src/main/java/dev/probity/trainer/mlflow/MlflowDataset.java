// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

/**
 * The data set of a run, as MLflow names its inputs.
 *
 * @param name its name
 * @param digest at most 36 characters of what identifies its content
 * @param source where it comes from, JSON
 * @param schema its columns, JSON as MLflow writes it
 * @param profile its size, JSON
 */
public record MlflowDataset(
    String name, String digest, String source, String schema, String profile) {
  /** The kind of source MLflow is told; none of its own kinds reads Kafka offsets. */
  public static final String SOURCE_TYPE = "probity-kafka";

  /** The longest digest MLflow takes. */
  static final int MAX_DIGEST = 36;

  /** Checks the digest. */
  public MlflowDataset {
    if (digest.isEmpty() || digest.length() > MAX_DIGEST) {
      throw new IllegalArgumentException("digest of a data set has 1 to 36 characters: " + digest);
    }
  }
}
