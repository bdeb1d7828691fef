// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;

/**
 * A window's explanations by protected group: per feature how much it moved the group's scores, and
 * which way. One pass, a size bounded by the profile, and merging in any order gives the same bits.
 * Rows of unknown groups are counted nowhere.
 */
public final class GroupContributions {
  /** What lies farther out in log-odds counts as this far, so that no value stops a sum. */
  private static final double FARTHEST = 0x1p10;

  /** The form of the bytes. */
  private static final int FORM = 1;

  private final List<ProtectedAttribute> attributes;
  private final int features;
  private final int[] firsts;
  private final long[] n;
  private final long[][] up;
  private final long[][] down;

  /**
   * An empty window.
   *
   * @param attributes whose groups are told apart
   * @param features how many contributions an explanation has
   */
  public GroupContributions(List<ProtectedAttribute> attributes, int features) {
    this.attributes = List.copyOf(attributes);
    this.features = features;
    this.firsts = new int[attributes.size()];
    int groups = 0;
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = groups;
      groups += attributes.get(i).groups().size();
    }
    this.n = new long[groups];
    this.up = new long[groups][features];
    this.down = new long[groups][features];
  }

  /**
   * Counts an explanation.
   *
   * @param contributions in log-odds, in the model's order, all finite
   * @param groups per attribute the index of the row's group, {@code groups().size()} when unknown
   * @throws IllegalArgumentException when a length is wrong
   */
  public void add(double[] contributions, int[] groups) {
    if (contributions.length != features || groups.length != firsts.length) {
      throw new IllegalArgumentException(
          "an explanation needs %d contributions and %d groups; found %d and %d"
              .formatted(features, firsts.length, contributions.length, groups.length));
    }
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] < attributes.get(i).groups().size()) {
        add(firsts[i] + groups[i], contributions);
      }
    }
  }

  private void add(int place, double[] contributions) {
    n[place]++;
    for (int i = 0; i < features; i++) {
      long units = FixedPoint.of(Math.min(FARTHEST, Math.abs(contributions[i])));
      long[] side = contributions[i] > 0 ? up[place] : down[place];
      side[i] = Math.addExact(side[i], units);
    }
  }

  /** The window as bytes; equal windows have equal bytes, whatever the order they came in. */
  public byte[] toBytes() {
    FoldOutput out = new FoldOutput();
    out.whole(FORM).whole(features).whole(n.length);
    for (int place = 0; place < n.length; place++) {
      out.whole(n[place]);
      for (int i = 0; i < features && n[place] > 0; i++) {
        out.whole(up[place][i]).whole(down[place][i]);
      }
    }
    return out.toBytes();
  }

  /**
   * Adds a window of the same release as {@link #toBytes} wrote it.
   *
   * @param bytes the window
   * @throws IllegalStateException when they are of another form or broken
   */
  public void merge(byte[] bytes) {
    FoldInput in = new FoldInput(bytes);
    if (in.count() != FORM || in.count() != features || in.count() != n.length) {
      throw new IllegalStateException(
          "stored explanations are of another form. Maybe they were written by another version");
    }
    for (int place = 0; place < n.length; place++) {
      long rows = in.count();
      n[place] += rows;
      for (int i = 0; i < features && rows > 0; i++) {
        up[place][i] = Math.addExact(up[place][i], in.count());
        down[place][i] = Math.addExact(down[place][i], in.count());
      }
    }
    in.end();
  }

  /** Whose groups are told apart. */
  public List<ProtectedAttribute> attributes() {
    return attributes;
  }

  /**
   * Explanations of a group.
   *
   * @param attribute index of the attribute
   * @param group index of the group in it
   */
  public long n(int attribute, int group) {
    return n[firsts[attribute] + group];
  }

  /**
   * A feature's share of importance within a group: Σ|φ| over the sum of all features'. Worked by
   * hand: one explanation (1, −3) gives ¼ and ¾.
   *
   * @param attribute index of the attribute
   * @param group index of the group in it
   * @param feature index of the feature
   * @return in [0, 1], NaN when nothing contributed
   */
  public double share(int attribute, int group, int feature) {
    int place = firsts[attribute] + group;
    double sum = 0;
    for (int i = 0; i < features; i++) {
      sum += FixedPoint.toDouble(up[place][i]) + FixedPoint.toDouble(down[place][i]);
    }
    return (FixedPoint.toDouble(up[place][feature]) + FixedPoint.toDouble(down[place][feature]))
        / sum;
  }

  /**
   * What a feature adds to the gap between a group's scores and those of the privileged group: mean
   * φ of the group minus that of the other, in log-odds. Over all features the gaps add up to the
   * difference of the mean margins. Worked by hand: 1 and 3 in the group, 1 in the other: 1.
   *
   * @param attribute index of the attribute
   * @param group index of the group in it
   * @param feature index of the feature
   * @return NaN when one of both has no explanation
   */
  public double gap(int attribute, int group, int feature) {
    ProtectedAttribute of = attributes.get(attribute);
    return mean(firsts[attribute] + group, feature)
        - mean(firsts[attribute] + of.indexOf(of.privileged()), feature);
  }

  private double mean(int place, int feature) {
    return (FixedPoint.toDouble(up[place][feature]) - FixedPoint.toDouble(down[place][feature]))
        / n[place];
  }
}
