// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a window knows: columns, scores against decisions and labels, groups. One pass, a
 * bounded amount of memory whatever the number of rows, and merging in any order gives the same
 * bits.
 */
public final class WindowFold {
  /** The form of the bytes. */
  private static final int FORM = 2;

  private final List<ColumnFold> columns;
  private final ScoreHistogram scores;
  private final SegmentFold segments;
  private final int[] groupCounts;
  private final @Nullable ReconstructionReference reconstruction;
  private final ErrorSums errors = new ErrorSums();

  /**
   * An empty window.
   *
   * @param reference what it will be compared with
   */
  public WindowFold(MonitoringReference reference) {
    this(
        reference.columns(),
        reference.scoreBins(),
        reference.spec().protectedAttributes(),
        new SegmentFold(reference),
        reference.reconstruction());
  }

  WindowFold(
      List<ColumnReference> references,
      ScoreBins bins,
      List<ProtectedAttribute> attributes,
      SegmentFold segments,
      @Nullable ReconstructionReference reconstruction) {
    this.reconstruction = reconstruction;
    this.columns = references.stream().<ColumnFold>map(ColumnReference::newFold).toList();
    this.scores = new ScoreHistogram(bins);
    this.segments = segments;
    this.groupCounts =
        attributes.stream().mapToInt(attribute -> attribute.groups().size() + 1).toArray();
  }

  /**
   * Adds one decided row.
   *
   * @param features encoded, in the reference's order; NaN = missing, {@link ColumnFold#UNSEEN} = a
   *     category the encoder does not know
   * @param probability the release's calibrated probability, in [0, 1]
   * @param positive the decision as recorded
   * @param groups per protected attribute the index of the row's group, {@code groups().size()}
   *     when the profile does not know it
   * @throws IllegalArgumentException when a length is wrong or a value impossible
   */
  public void add(double[] features, double probability, boolean positive, int[] groups) {
    int featureCount = columns.size() - 2;
    if (features.length != featureCount || groups.length != groupCounts.length) {
      throw new IllegalArgumentException(
          "a row needs %d features and %d groups; found %d and %d. Maybe it is another release's"
              .formatted(featureCount, groupCounts.length, features.length, groups.length));
    }
    scores.add(probability, positive);
    for (int i = 0; i < featureCount; i++) {
      columns.get(i).add(features[i]);
    }
    columns.get(featureCount).add(probability);
    columns.get(featureCount + 1).add(positive ? 1 : 0);
    segments.add(probability, positive, groups);
    if (reconstruction != null) {
      errors.add(reconstruction.error(features));
    }
  }

  /**
   * Adds the truth of a row that was added before.
   *
   * @param probability the row's calibrated probability
   * @param positive the row's decision
   * @param label the truth
   */
  public void label(double probability, boolean positive, boolean label) {
    scores.label(probability, positive, label);
  }

  /**
   * Adds another window over the same reference.
   *
   * @param other the window; unchanged
   */
  public void merge(WindowFold other) {
    scores.merge(other.scores);
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).merge(other.columns.get(i));
    }
    segments.merge(other.segments);
    errors.merge(other.errors);
  }

  /**
   * Adds the truth of a row that was added before, to the scores and to the row's groups.
   *
   * @param probability the row's calibrated probability
   * @param positive the row's decision
   * @param groups the row's groups
   * @param label the truth
   */
  public void label(double probability, boolean positive, int[] groups, boolean label) {
    scores.label(probability, positive, label);
    segments.label(probability, positive, label, groups);
  }

  /**
   * Corrects the truth of a row that was labelled with the contrary.
   *
   * @param probability the row's calibrated probability
   * @param positive the row's decision
   * @param groups the row's groups
   * @param label the truth that holds now
   */
  public void relabel(double probability, boolean positive, int[] groups, boolean label) {
    scores.relabel(probability, positive, label);
    segments.relabel(probability, positive, label, groups);
  }

  /**
   * The window as bytes: what is 0 takes no room, so that an hour with few rows is small. Equal
   * windows have equal bytes, whatever the order their rows came in.
   */
  public byte[] toBytes() {
    FoldOutput out = new FoldOutput();
    out.whole(FORM).whole(columns.size());
    scores.write(out);
    for (ColumnFold column : columns) {
      switch (column) {
        case NumericFold numeric -> numeric.write(out);
        case CategoricalFold categorical -> categorical.write(out);
      }
    }
    segments.write(out);
    errors.write(out);
    return out.toBytes();
  }

  /**
   * Adds a window over the same reference as {@link #toBytes} wrote it.
   *
   * @param bytes the window
   * @throws IllegalStateException when they are of another form or broken
   */
  public void merge(byte[] bytes) {
    FoldInput in = new FoldInput(bytes);
    if (in.count() != FORM || in.count() != columns.size()) {
      throw new IllegalStateException(
          "a stored window is of another form. Maybe it was written by another version");
    }
    scores.add(in);
    for (ColumnFold column : columns) {
      switch (column) {
        case NumericFold numeric -> numeric.add(in);
        case CategoricalFold categorical -> categorical.add(in);
      }
    }
    segments.add(in);
    errors.add(in);
    in.end();
  }

  /** How well rows fit the reference's principal components. */
  public ErrorSums errors() {
    return errors;
  }

  /** Rows in the window. */
  public long n() {
    return scores.total();
  }

  /** The columns in the reference's order. */
  public List<ColumnFold> columns() {
    return columns;
  }

  /** Scores against decisions and labels. */
  public ScoreHistogram scores() {
    return scores;
  }

  /** The rows by group and intersection. */
  public SegmentFold segments() {
    return segments;
  }

  /**
   * How the groups of an attribute fared.
   *
   * @param attribute index of the attribute in the spec
   * @return one per group in the attribute's order, then the rows of unknown groups
   */
  public List<GroupCounts> groups(int attribute) {
    return segments.counts(attribute, groupCounts[attribute]);
  }
}
