// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A window's rows by protected group and by intersection of two: {@link SegmentPlan}'s cells. */
public final class SegmentFold {
  private final SegmentPlan plan;
  private final CalibrationCurve curve;
  private final SegmentCells[] cells;
  private final LabelledScores[] labelled;

  /**
   * An empty window.
   *
   * @param reference whose attributes and whose calibration count
   */
  public SegmentFold(MonitoringReference reference) {
    this(reference.segments(), reference.calibration().curve());
  }

  SegmentFold(SegmentPlan plan, CalibrationCurve curve) {
    this.plan = plan;
    this.curve = curve;
    this.cells =
        Stream.generate(SegmentCells::new).limit(plan.cells()).toArray(SegmentCells[]::new);
    this.labelled =
        Stream.generate(LabelledScores::new).limit(plan.singles()).toArray(LabelledScores[]::new);
  }

  /**
   * Counts a decided row.
   *
   * @param score the release's calibrated probability, in [0, 1]
   * @param positive the decision as recorded
   * @param groups per attribute the index of the row's group
   */
  public void add(double score, boolean positive, int[] groups) {
    double probability = curve.apply(score);
    long mass = FixedPoint.of(probability);
    long variance = FixedPoint.of(probability * (1 - probability));
    for (int place : plan.places(groups)) {
      cells[place].add(mass, variance, positive);
    }
  }

  /**
   * Counts the truth of a row that was added before.
   *
   * @param score the row's probability
   * @param positive the row's decision
   * @param label the truth
   * @param groups the row's groups
   */
  public void label(double score, boolean positive, boolean label, int[] groups) {
    double probability = curve.apply(score);
    for (int place : plan.places(groups)) {
      cells[place].label(positive, label, 1);
      if (place < labelled.length) {
        labelled[place].label(probability, label, 1);
      }
    }
  }

  /**
   * Corrects the truth of a row that was labelled with the contrary.
   *
   * @param score the row's probability
   * @param positive the row's decision
   * @param label the truth that holds now
   * @param groups the row's groups
   */
  public void relabel(double score, boolean positive, boolean label, int[] groups) {
    double probability = curve.apply(score);
    for (int place : plan.places(groups)) {
      cells[place].label(positive, !label, -1);
      cells[place].label(positive, label, 1);
      if (place < labelled.length) {
        labelled[place].label(probability, !label, -1);
        labelled[place].label(probability, label, 1);
      }
    }
  }

  /** Adds another window over the same reference. */
  public void merge(SegmentFold other) {
    for (int i = 0; i < cells.length; i++) {
      cells[i].merge(other.cells[i]);
    }
    for (int i = 0; i < labelled.length; i++) {
      labelled[i].merge(other.labelled[i]);
    }
  }

  void write(FoldOutput out) {
    int previous = 0;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i].n() > 0) {
        out.whole(cells[i].n()).whole(i - previous);
        cells[i].write(out);
        previous = i;
      }
    }
    out.whole(0);
    for (LabelledScores ofGroup : labelled) {
      ofGroup.write(out);
    }
  }

  /** Adds a window that {@link #write} wrote. */
  void add(FoldInput in) {
    int cell = 0;
    for (long rows = in.count(); rows > 0; rows = in.count()) {
      cell += in.index(cells.length - cell);
      cells[cell].add(rows, in);
    }
    for (LabelledScores ofGroup : labelled) {
      ofGroup.add(in);
    }
  }

  /**
   * The labelled rows of an attribute's group.
   *
   * @param attribute index of the attribute in the spec
   * @param group index of the group in the attribute
   */
  public LabelledScores labelled(int attribute, int group) {
    return labelled[plan.place(attribute, group)];
  }

  /**
   * The sums of an attribute's group.
   *
   * @param attribute index of the attribute in the spec
   * @param group index of the group in the attribute
   */
  public SegmentCells cells(int attribute, int group) {
    return cells[plan.place(attribute, group)];
  }

  /** The attributes, then the intersections. */
  public List<SegmentSet> sets() {
    return plan.sets();
  }

  /** The sums of one of a set's groups. */
  public SegmentCells cells(SegmentSet set, int group) {
    return cells[set.cells().get(group)];
  }

  /** The sums of all groups of a set but the privileged one. */
  public SegmentCells others(SegmentSet set) {
    SegmentCells others = new SegmentCells();
    for (int group = 0; group < set.groups().size(); group++) {
      if (group != set.privileged()) {
        others.merge(cells(set, group));
      }
    }
    return others;
  }

  /** How the groups of an attribute fared; the last one holds the rows of unknown groups. */
  List<GroupCounts> counts(int attribute, int groups) {
    int from = plan.place(attribute, 0);
    return Arrays.stream(cells, from, from + groups).map(SegmentCells::counts).toList();
  }
}
