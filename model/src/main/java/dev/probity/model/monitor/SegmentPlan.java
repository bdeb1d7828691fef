// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which segments a window keeps apart: the groups of each protected attribute and, as far as {@link
 * #MOST_CELLS} reaches, the intersections of every two attributes. What a window holds is thereby
 * bounded by the profile, never by the stream.
 */
final class SegmentPlan {
  /** Cells of one window, however many attributes and groups a profile names. */
  static final int MOST_CELLS = 512;

  private static final String AND = "*";

  private final int[] sizes;
  private final List<int[]> pairs = new ArrayList<>();
  private final List<SegmentSet> sets = new ArrayList<>();
  private final int cells;

  SegmentPlan(List<ProtectedAttribute> attributes) {
    sizes = attributes.stream().mapToInt(attribute -> attribute.groups().size() + 1).toArray();
    int at = 0;
    for (ProtectedAttribute attribute : attributes) {
      sets.add(single(attribute, at));
      at += attribute.groups().size() + 1;
    }
    for (int first = 0; first < sizes.length; first++) {
      for (int second = first + 1; second < sizes.length; second++) {
        if (at + sizes[first] * sizes[second] <= MOST_CELLS) {
          pairs.add(new int[] {first, second, at});
          sets.add(crossed(attributes.get(first), attributes.get(second), at));
          at += sizes[first] * sizes[second];
        }
      }
    }
    cells = at;
  }

  private static SegmentSet single(ProtectedAttribute attribute, int at) {
    List<Integer> places = new ArrayList<>();
    for (int group = 0; group < attribute.groups().size(); group++) {
      places.add(at + group);
    }
    return new SegmentSet(
        attribute.name(),
        attribute.groups(),
        places,
        attribute.indexOf(attribute.privileged()),
        false);
  }

  private static SegmentSet crossed(ProtectedAttribute first, ProtectedAttribute second, int at) {
    List<String> groups = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    int width = second.groups().size() + 1;
    for (int i = 0; i < first.groups().size(); i++) {
      for (int j = 0; j < second.groups().size(); j++) {
        groups.add(first.groups().get(i) + AND + second.groups().get(j));
        places.add(at + i * width + j);
      }
    }
    return new SegmentSet(
        first.name() + AND + second.name(),
        groups,
        places,
        first.indexOf(first.privileged()) * second.groups().size()
            + second.indexOf(second.privileged()),
        true);
  }

  /** How many cells there are. */
  int cells() {
    return cells;
  }

  /** How many of them, the first, are of attributes' groups; the others are of intersections. */
  int singles() {
    return Arrays.stream(sizes).sum();
  }

  /** The attributes in the spec's order, then their intersections. */
  List<SegmentSet> sets() {
    return List.copyOf(sets);
  }

  /** How many attributes a row names its group of. */
  int attributes() {
    return sizes.length;
  }

  /** Where the cells of an attribute's group are; the last one is of unknown groups. */
  int place(int attribute, int group) {
    int at = 0;
    for (int i = 0; i < attribute; i++) {
      at += sizes[i];
    }
    return at + group;
  }

  /** The cells a row belongs to. */
  int[] places(int[] groups) {
    int[] places = new int[sizes.length + pairs.size()];
    int at = 0;
    for (int i = 0; i < sizes.length; i++) {
      places[i] = at + groups[i];
      at += sizes[i];
    }
    for (int i = 0; i < pairs.size(); i++) {
      int[] pair = pairs.get(i);
      places[sizes.length + i] = pair[2] + groups[pair[0]] * sizes[pair[1]] + groups[pair[1]];
    }
    return places;
  }
}
