// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnFoldTest {
  private static NumericFold numeric(double[] reference, double... window) {
    NumericFold fold = NumericReference.of("x", reference).newFold();
    Arrays.stream(window).forEach(fold::add);
    return fold;
  }

  private static CategoricalFold categorical(double... window) {
    CategoricalFold fold =
        CategoricalReference.of("k", List.of("a", "b"), new double[] {0, 0, 0, 1}).newFold();
    Arrays.stream(window).forEach(fold::add);
    return fold;
  }

  @Test
  void measuresTheWorkedNumericDistances() {
    // Given
    NumericFold fold = numeric(new double[] {0, 10}, 10, 10);

    // When
    double gap = fold.distance(DriftMethod.KOLMOGOROV_SMIRNOV, MonitorMode.PROBITY);

    // Then
    assertEquals(.5, gap, 1e-12);
    assertEquals(5, fold.distance(DriftMethod.WASSERSTEIN, MonitorMode.PROBITY), .001);
  }

  @Test
  void aThousandValuesBeyondAllBoundsStopNoWindow() {
    // Given: more than eight such distances overflowed the sum
    double[] wild = IntStream.range(0, 1_000).mapToDouble(i -> i % 2 == 0 ? 1e9 : -1e9).toArray();
    NumericFold fold = numeric(new double[] {0, 10}, wild);
    NumericFold other = numeric(new double[] {0, 10}, wild);

    // When
    fold.merge(other);

    // Then
    assertEquals(2_000, fold.outOfRange());
    assertTrue(fold.distance(DriftMethod.WASSERSTEIN, MonitorMode.PROBITY) > 1_000);
  }

  @Test
  void aConstantWhoseMeanIsRoundedIsStillAConstant() {
    // Given: 200 times .9 add up to 180 and a bit
    double[] reference = new double[200];
    Arrays.fill(reference, .9);

    // When
    NumericFold fold = numeric(reference, .9, .9);

    // Then
    assertEquals(0, fold.distance(DriftMethod.JENSEN_SHANNON, MonitorMode.PROBITY));
  }

  @Test
  void theMedianIsThatOfTheMiddleRanks() {
    // Given: bins of one unit
    double[] reference = {0, 10_000};

    // Then
    assertEquals(5.5, numeric(reference, 8, 3, 5).median(), 1e-9);
    assertEquals(4.5, numeric(reference, 8, 3, 5, 3).median(), 1e-9);
    assertEquals(0, numeric(reference, -1, -2, 7).median());
    assertEquals(10_000, numeric(reference, 10_001, 10_002, 7).median());
    assertEquals(Double.NaN, numeric(reference).median());
  }

  @Test
  void measuresTheWorkedCategoricalDistances() {
    // Given
    CategoricalFold fold = categorical(0, 1);

    // When
    double gap = fold.distance(DriftMethod.L_INFINITY, MonitorMode.PROBITY);

    // Then
    assertEquals(.25, gap, 1e-15);
  }

  @Test
  void binnedDistancesAreCloseToExactOnes() {
    // Given
    Random random = new Random(1);
    double[] reference = random.doubles(20_000).toArray();
    double[] window = random.doubles(2_000).map(x -> x * 1.1 - .01).toArray();

    // When
    NumericFold fold = numeric(reference, window);

    // Then
    assertEquals(
        exactGap(reference, window),
        fold.distance(DriftMethod.KOLMOGOROV_SMIRNOV, MonitorMode.PROBITY),
        1e-3);
    assertEquals(
        exactArea(reference, window),
        fold.distance(DriftMethod.WASSERSTEIN, MonitorMode.PROBITY),
        2e-4);
  }

  private static double[] merged(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    Arrays.sort(all);
    return all;
  }

  private static double share(double[] sorted, double x) {
    int at = Arrays.binarySearch(sorted, x);
    while (at >= 0 && at < sorted.length && sorted[at] == x) {
      at++;
    }
    return (double) (at < 0 ? -at - 1 : at) / sorted.length;
  }

  private static double exactGap(double[] a, double[] b) {
    double[] left = a.clone();
    double[] right = b.clone();
    Arrays.sort(left);
    Arrays.sort(right);
    return Arrays.stream(merged(a, b))
        .map(x -> Math.abs(share(left, x) - share(right, x)))
        .max()
        .orElseThrow();
  }

  private static double exactArea(double[] a, double[] b) {
    double[] left = a.clone();
    double[] right = b.clone();
    Arrays.sort(left);
    Arrays.sort(right);
    double[] all = merged(a, b);
    double sum = 0;
    for (int i = 0; i + 1 < all.length; i++) {
      sum += Math.abs(share(left, all[i]) - share(right, all[i])) * (all[i + 1] - all[i]);
    }
    return sum;
  }

  @Test
  void nannymlCountsOneMoreBelowTheRange() {
    // Given
    double[] reference = IntStream.range(0, 1_000).mapToDouble(i -> i).toArray();
    NumericFold fold = numeric(reference, -5, 100, 200);

    // When
    double compat = fold.distance(DriftMethod.WASSERSTEIN, MonitorMode.COMPAT);
    double ours = fold.distance(DriftMethod.WASSERSTEIN, MonitorMode.PROBITY);

    // Then
    assertTrue(compat > ours);
    assertEquals(1, fold.outOfRange());
  }

  @Test
  void distancesOfItselfAreZero() {
    // Given
    double[] reference = new Random(2).doubles(3_000).toArray();

    // When
    NumericFold fold = numeric(reference, reference);

    // Then
    for (DriftMethod method : DriftMethod.numeric()) {
      assertEquals(0, fold.distance(method, MonitorMode.PROBITY), method.wireName());
    }
    CategoricalFold same = categorical(0, 0, 0, 1);
    for (DriftMethod method : DriftMethod.categorical()) {
      assertEquals(0, same.distance(method, MonitorMode.PROBITY), method.wireName());
    }
  }

  @Test
  void boundedDistancesStayInTheirRange() {
    // Given
    Random random = new Random(3);
    for (int trial = 0; trial < 50; trial++) {
      double[] reference = random.doubles(50).map(x -> x * 10).toArray();
      double[] window = random.doubles(1 + random.nextInt(20)).map(x -> x * 30 - 10).toArray();

      // When
      NumericFold fold = numeric(reference, window);

      // Then
      for (DriftMethod method :
          List.of(
              DriftMethod.KOLMOGOROV_SMIRNOV, DriftMethod.JENSEN_SHANNON, DriftMethod.HELLINGER)) {
        double value = fold.distance(method, MonitorMode.PROBITY);
        assertTrue(value >= 0 && value <= 1 + 1e-12, method + " " + value);
      }
    }
  }

  @Test
  void nothingSeenIsUnknownNotZero() {
    // Given
    NumericFold empty = numeric(new double[] {1, 2}, Double.NaN, Double.NaN);

    // When
    double value = empty.distance(DriftMethod.JENSEN_SHANNON, MonitorMode.PROBITY);

    // Then
    assertTrue(Double.isNaN(value));
    assertEquals(2, empty.missing());
    assertEquals(0, empty.n());
    assertTrue(Double.isNaN(categorical().distance(DriftMethod.CHI2, MonitorMode.PROBITY)));
  }

  @Test
  void constantsAndExtremesAreFolded() {
    // Given
    NumericFold fold = numeric(new double[] {7, 7, 7});

    // When
    for (double value : new double[] {7, -0.0, 1e300, -1e300, Double.MIN_VALUE}) {
      fold.add(value);
    }

    // Then
    assertEquals(5, fold.n());
    assertEquals(4, fold.outOfRange());
    assertTrue(fold.distance(DriftMethod.WASSERSTEIN, MonitorMode.PROBITY) > 1);
  }

  @Test
  void unseenCategoriesStayBoundedWhateverTheirOrder() {
    // Given
    List<String> names =
        new ArrayList<>(IntStream.range(0, 5_000).mapToObj(i -> "category-" + i).toList());
    CategoricalFold ascending = categorical(0, 1);
    CategoricalFold shuffled = categorical(0);
    CategoricalFold other = categorical(1);

    // When
    names.forEach(ascending::addUnseen);
    Collections.shuffle(names, new Random(4));
    names.subList(0, 2_000).forEach(shuffled::addUnseen);
    names.subList(2_000, 5_000).forEach(other::addUnseen);
    shuffled.merge(other);

    // Then
    assertEquals(5_000, shuffled.unseen());
    for (DriftMethod method : DriftMethod.categorical()) {
      assertEquals(
          ascending.distance(method, MonitorMode.PROBITY),
          shuffled.distance(method, MonitorMode.PROBITY),
          method.wireName());
    }
  }

  @Test
  void namelessUnseenCodesShareOneCell() {
    // Given
    CategoricalFold fold = categorical(0, ColumnFold.UNSEEN, ColumnFold.UNSEEN, 1);

    // When
    double gap = fold.distance(DriftMethod.L_INFINITY, MonitorMode.PROBITY);

    // Then
    assertEquals(.5, gap, 1e-15);
    assertEquals(4, fold.n());
    assertEquals(2, fold.unseen());
  }

  @Test
  void refusesWhatDoesNotFit() {
    // Given
    CategoricalFold codes = categorical();
    NumericFold numbers = numeric(new double[] {1, 2}, 1.5);

    // When
    double rawCode = 4_720;

    // Then
    assertThrows(IllegalArgumentException.class, () -> codes.add(rawCode));
    assertThrows(IllegalArgumentException.class, () -> codes.add(.5));
    assertThrows(IllegalArgumentException.class, () -> codes.merge(numbers));
    assertThrows(
        IllegalArgumentException.class,
        () -> numbers.distance(DriftMethod.CHI2, MonitorMode.PROBITY));
    assertThrows(IllegalArgumentException.class, () -> numeric(new double[] {Double.NaN}));
    assertFalse(codes.reference().accepts(2));
    assertTrue(codes.reference().accepts(Double.NaN));
    assertFalse(numbers.reference().accepts(Double.POSITIVE_INFINITY));
  }

  @Test
  void evenlySpreadValuesNeedFourCoarseBins() {
    // When
    NumericReference reference = NumericReference.of("x", new double[] {0, 1, 2, 3, 4, 5, 6, 7});

    // Then
    assertEquals(4, reference.coarse().count());
    assertEquals(3.5, reference.mean());
  }
}
