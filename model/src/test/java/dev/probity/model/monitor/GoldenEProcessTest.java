// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.Golden;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The e-processes of the golden set's README: labels at once, file order. */
class GoldenEProcessTest {
  private static double largest;

  /** What a process showed on its way. */
  private record Path(double half, int alarmRow, double atAlarm, double end) {}

  @Test
  void followsThePublishedPaths() {
    // Given
    Golden golden = Golden.fullMonitoring();
    CarLoan.Data data = CarLoan.load(golden);
    CalibrationCurve curve = CarLoan.calibrator(golden);

    // When
    Path error = run(data, curve, Loss.ERROR);
    Path expected = run(data, curve, Loss.EXPECTED_ERROR);
    Path brier = run(data, curve, Loss.BRIER);

    // Then
    near(.063758930767, bet(data, curve, Loss.ERROR).mean());
    near(.062096520759, bet(data, curve, Loss.EXPECTED_ERROR).mean());
    near(.050615847903, bet(data, curve, Loss.BRIER).mean());
    same(new Path(-.635006, 29_000, 2.293052, 28.675960), error);
    same(new Path(-.013320, 25_600, 2.401768, 216.171954), expected);
    same(new Path(-.498242, 28_250, 2.066071, 30.144559), brier);
    System.out.printf("golden: largest difference of e-processes (log10 E): %s%n", largest);
  }

  @Test
  void neverCallsTheCalibrationWrong() {
    // Given
    Golden golden = Golden.fullMonitoring();
    CarLoan.Data data = CarLoan.load(golden);
    CalibrationCurve curve = CarLoan.calibrator(golden);
    ToDoubleFunction<CarLoan.Row> gap = row -> (row.label() ? 1 : 0) - curve.apply(row.score());

    // When
    Path under = run(data, Bet.onCalibration(.02), gap);
    Path over = run(data, Bet.onCalibration(.02), row -> -gap.applyAsDouble(row));
    Path farUnder = run(data, Bet.onCalibration(.05), gap);
    Path farOver = run(data, Bet.onCalibration(.05), row -> -gap.applyAsDouble(row));

    // Then
    same(new Path(0, 0, 0, 0), under);
    same(new Path(-.023554, 0, 0, -.417878), over);
    same(new Path(0, 0, 0, 0), farUnder);
    same(new Path(0, 0, 0, 0), farOver);
  }

  private static Bet bet(CarLoan.Data data, CalibrationCurve curve, Loss loss) {
    double[] losses = data.referenceRows().stream().mapToDouble(loss(curve, loss)).toArray();
    return Bet.onLoss(LossReference.of(losses), .005);
  }

  private static ToDoubleFunction<CarLoan.Row> loss(CalibrationCurve curve, Loss loss) {
    return row -> loss.of(curve.apply(row.score()), row.positive(), row.label());
  }

  private static Path run(CarLoan.Data data, CalibrationCurve curve, Loss loss) {
    ToDoubleFunction<CarLoan.Row> exact = loss(curve, loss);
    return run(data, bet(data, curve, loss), row -> Loss.quantized(exact.applyAsDouble(row)));
  }

  private static Path run(CarLoan.Data data, Bet bet, ToDoubleFunction<CarLoan.Row> x) {
    EProcess process = new EProcess(bet);
    List<CarLoan.Row> rows = data.analysisRows();
    double half = 0;
    int alarm = 0;
    double atAlarm = 0;
    for (int i = 0; i < rows.size(); i++) {
      process.add(x.applyAsDouble(rows.get(i)));
      if (i + 1 == rows.size() / 2) {
        half = process.log10();
      }
      if (alarm == 0 && process.log10() >= 2) {
        alarm = i + 1;
        atAlarm = process.log10();
      }
    }
    return new Path(half, alarm, atAlarm, process.log10());
  }

  private static void same(Path golden, Path ours) {
    near(golden.half(), ours.half());
    assertEquals(golden.alarmRow(), ours.alarmRow());
    near(golden.atAlarm(), ours.atAlarm());
    near(golden.end(), ours.end());
  }

  private static void near(double golden, double ours) {
    largest = Math.max(largest, Math.abs(golden - ours));
    assertEquals(golden, ours, 1e-6);
  }
}
