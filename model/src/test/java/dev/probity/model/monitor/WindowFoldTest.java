// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowFoldTest {
  private static final MonitoringReference REFERENCE = ReferenceRows.reference(1_000, 100, 3);

  private static WindowFold fold(Random random, int rows) {
    WindowFold fold = new WindowFold(REFERENCE);
    for (int i = 0; i < rows; i++) {
      double probability = random.nextDouble();
      fold.add(
          ReferenceRows.vector(random),
          probability,
          probability > .5,
          new int[] {random.nextInt(3)});
      if (random.nextBoolean()) {
        fold.label(probability, probability > .5, random.nextBoolean());
      }
    }
    return fold;
  }

  @Test
  void mergingIsCommutative() {
    // Given
    Random random = new Random(1);
    WindowFold a = fold(random, 300);
    WindowFold b = fold(random, 200);
    WindowFold left = new WindowFold(REFERENCE);
    WindowFold right = new WindowFold(REFERENCE);

    // When
    left.merge(a);
    left.merge(b);
    right.merge(b);
    right.merge(a);

    // Then
    assertEquals(500, left.n());
    assertArrayEquals(left.scores().toSparse(), right.scores().toSparse());
    assertEquals(left.groups(0), right.groups(0));
    assertEquals(500, left.groups(0).stream().mapToLong(GroupCounts::n).sum());
    for (int i = 0; i < left.columns().size(); i++) {
      for (DriftMethod method : left.columns().get(i).reference().methods()) {
        assertEquals(
            left.columns().get(i).distance(method, MonitorMode.PROBITY),
            right.columns().get(i).distance(method, MonitorMode.PROBITY));
      }
    }
  }

  @Test
  void bytesHoldAllOfAWindowAndMergeLikeIt() {
    // Given
    Random random = new Random(4);
    WindowFold a = fold(random, 300);
    WindowFold b = fold(random, 200);
    WindowFold merged = new WindowFold(REFERENCE);
    merged.merge(a);
    merged.merge(b);

    // When
    WindowFold stored = new WindowFold(REFERENCE);
    stored.merge(b.toBytes());
    stored.merge(a.toBytes());
    byte[] bytes = stored.toBytes();

    // Then
    assertArrayEquals(merged.toBytes(), bytes);
    assertArrayEquals(merged.scores().toSparse(), stored.scores().toSparse());
    assertEquals(merged.groups(0), stored.groups(0));
    for (int i = 0; i < merged.columns().size(); i++) {
      for (DriftMethod method : merged.columns().get(i).reference().methods()) {
        assertEquals(
            merged.columns().get(i).distance(method, MonitorMode.PROBITY),
            stored.columns().get(i).distance(method, MonitorMode.PROBITY));
      }
    }
    for (int cut = 0; cut < bytes.length; cut += 7) {
      byte[] broken = Arrays.copyOf(bytes, cut);
      assertThrows(
          IllegalStateException.class, () -> new WindowFold(REFERENCE).merge(broken), "at " + cut);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(IllegalStateException.class, () -> new WindowFold(REFERENCE).merge(longer));
  }

  @Test
  void truthOfARowEntersScoresAndGroups() {
    // Given
    WindowFold fold = new WindowFold(REFERENCE);
    int[] groups = {1};
    fold.add(ReferenceRows.vector(new Random(5)), .8, true, groups);

    // When
    fold.label(.8, true, groups, false);
    double wrong = fold.scores().realized().falsePositives();
    fold.relabel(.8, true, groups, true);

    // Then
    assertEquals(1, wrong);
    assertEquals(1, fold.scores().realized().truePositives());
    SegmentSet set = fold.segments().sets().getFirst();
    assertEquals(1, fold.segments().cells(set, 1).realized().truePositives());
    assertEquals(1, fold.segments().cells(set, 1).labelled());
  }

  @Test
  void refusesRowsOfAnotherRelease() {
    // Given
    WindowFold fold = new WindowFold(REFERENCE);

    // When
    double[] vector = {1, 2, 3};

    // Then
    assertThrows(IllegalArgumentException.class, () -> fold.add(vector, .5, false, new int[] {0}));
    assertThrows(
        IllegalArgumentException.class, () -> fold.add(new double[] {1, 2}, .5, false, new int[0]));
    assertFalse(REFERENCE.accepts(vector));
    assertFalse(REFERENCE.accepts(new double[] {1, 3}));
    assertTrue(REFERENCE.accepts(new double[] {1, ColumnFold.UNSEEN}));
  }

  @Test
  void specsRefuseReservedAndRepeatedNames() {
    // Given
    List<String> bad = List.of("probability", "decision", "hours");

    // When
    for (String name : bad) {
      List<MonitoredFeature> features =
          List.of(new MonitoredFeature.Numeric("hours"), new MonitoredFeature.Numeric(name));
      MonitorSpec spec = ReferenceRows.spec(10);

      // Then
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new MonitorSpec(
                  spec.profile(),
                  spec.profileDigest(),
                  spec.treesDigest(),
                  features,
                  spec.protectedAttributes(),
                  spec.policy(),
                  spec.chunkRows(),
                  spec.provenance()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new MonitoredFeature.Categorical("x", List.of("a", "a")));
  }

  @Test
  void referencesKnowWhatTheyHave() {
    // When
    double rate = REFERENCE.baseRate();

    // Then
    assertTrue(rate > .3 && rate < .7);
    assertEquals(1_000, REFERENCE.n());
    assertEquals(4, REFERENCE.columns().size());
    assertThrows(IllegalArgumentException.class, () -> REFERENCE.groups("RAC1P"));
    assertThrows(IllegalArgumentException.class, () -> REFERENCE.drift("hours", DriftMethod.CHI2));
  }
}
