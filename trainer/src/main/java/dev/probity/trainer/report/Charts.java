// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.report;

import dev.probity.trainer.run.RunTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The pictures of a run's report. */
final class Charts {
  private static final int SIDE = 340;
  private static final int WIDE = 720;
  private static final int ROW = 24;
  private static final int NAMES = 190;

  private Charts() {}

  /**
   * A value with its interval.
   *
   * @param name of what
   * @param value the value
   * @param lower lower end of the 95 % interval
   * @param upper upper end
   * @param n rows behind it
   */
  record Bar(String name, double value, double lower, double upper, long n) {}

  static String curve(
      String title, String xName, String yName, List<double[]> points, boolean diagonal) {
    Svg svg = new Svg(SIDE, SIDE, title, yName + " by " + xName);
    Plot plot = new Plot(svg, SIDE, SIDE, new double[] {0, 1}, new double[] {0, 1}, xName, yName);
    if (diagonal) {
      plot.curve("chance", List.of(new double[] {0, 0}, new double[] {1, 1}));
    }
    plot.curve("curve", points);
    return svg.toString();
  }

  /** What was said and what came of it, with the interval of each bin. */
  static String reliability(List<Bar> bins) {
    Svg svg =
        new Svg(SIDE, SIDE, "Calibration", "Share of positives by mean calibrated probability");
    Plot plot =
        new Plot(
            svg,
            SIDE,
            SIDE,
            new double[] {0, 1},
            new double[] {0, 1},
            "mean calibrated probability",
            "share of positives");
    plot.curve("chance", List.of(new double[] {0, 0}, new double[] {1, 1}));
    List<double[]> points = new ArrayList<>();
    for (Bar bin : bins) {
      double at = Double.parseDouble(bin.name());
      plot.whisker("whisker", at, bin.lower(), bin.upper());
      plot.point("point", at, bin.value(), 3.5);
      points.add(new double[] {at, bin.value()});
    }
    plot.curve("curve thin", points);
    return svg.toString();
  }

  /**
   * Values with whiskers, one row each, around lines that mean something.
   *
   * @param lines positions on the axis that are drawn, such as policy limits
   */
  static String forest(String title, String axis, List<Bar> bars, double[] lines) {
    double low = lines[0];
    double high = lines[lines.length - 1];
    for (Bar bar : bars) {
      low = Math.min(low, Double.isFinite(bar.lower()) ? bar.lower() : bar.value());
      high = Math.max(high, Double.isFinite(bar.upper()) ? bar.upper() : bar.value());
    }
    double margin = Math.max(1e-6, (high - low) * .06);
    double from = low - margin;
    double span = high + margin - from;
    int height = bars.size() * ROW + 46;
    Svg svg = new Svg(WIDE, height, title, axis + " with 95 % intervals");
    double room = WIDE - NAMES - 90;
    for (double line : lines) {
      double x = NAMES + (line - from) / span * room;
      svg.line("limit", x, 6, x, height - 36);
      svg.text("tick mid", x, height - 22, plain(line));
    }
    int y = 20;
    for (Bar bar : bars) {
      svg.text("name end", NAMES - 12, y + 4, bar.name());
      double x = NAMES + (bar.value() - from) / span * room;
      if (Double.isFinite(bar.lower())) {
        double left = NAMES + (bar.lower() - from) / span * room;
        double right = NAMES + (bar.upper() - from) / span * room;
        svg.line("whisker", left, y, right, y);
      }
      svg.circle("point", x, y, 4);
      svg.text("tick", WIDE - 82, y + 4, "n " + String.format(Locale.ROOT, "%,d", bar.n()));
      y += ROW;
    }
    svg.text("axis mid", NAMES + room / 2, height - 5, axis);
    return svg.toString();
  }

  /** Mean size of each feature's contribution, the largest first. */
  static String importance(List<Bar> bars) {
    double most = bars.stream().mapToDouble(Bar::upper).max().orElse(1);
    int height = bars.size() * ROW + 26;
    Svg svg = new Svg(WIDE, height, "Importance", "Mean absolute contribution in log-odds");
    double room = WIDE - NAMES - 90;
    int y = 16;
    for (Bar bar : bars) {
      svg.text("name end", NAMES - 12, y + 4, bar.name());
      svg.rect("bar", NAMES, y - 7, bar.value() / most * room, 14);
      svg.line(
          "whisker", NAMES + bar.lower() / most * room, y, NAMES + bar.upper() / most * room, y);
      svg.text("tick", WIDE - 82, y + 4, String.format(Locale.ROOT, "%.3f log-odds", bar.value()));
      y += ROW;
    }
    return svg.toString();
  }

  /** Where the contributions of each feature lie, coloured by the rank of its value. */
  static String beeswarm(Map<String, List<double[]>> features) {
    double low = 0;
    double high = 0;
    for (List<double[]> points : features.values()) {
      for (double[] point : points) {
        low = Math.min(low, point[0]);
        high = Math.max(high, point[0]);
      }
    }
    int row = 46;
    int height = features.size() * row + 60;
    Svg svg = new Svg(WIDE, height, "Beeswarm", "Contributions of each feature in log-odds");
    double room = WIDE - NAMES - 30;
    double span = Math.max(1e-9, high - low);
    double zero = NAMES + -low / span * room;
    svg.line("limit", zero, 6, zero, height - 44);
    int y = 30;
    for (Map.Entry<String, List<double[]>> feature : features.entrySet()) {
      svg.text("name end", NAMES - 12, y + 4, feature.getKey());
      int[] piled = new int[(int) room / 3 + 2];
      for (double[] point : feature.getValue()) {
        double x = NAMES + (point[0] - low) / span * room;
        int pile = piled[(int) ((x - NAMES) / 3)]++;
        double shift = Math.min(19, (pile + 1) / 2 * 1.6) * (pile % 2 == 0 ? 1 : -1);
        svg.dot(x, y + shift, point[1]);
      }
      y += row;
    }
    svg.text("tick mid", zero, height - 30, "0");
    svg.text("tick", NAMES, height - 30, plain(low));
    svg.text("tick end", NAMES + room, height - 30, plain(high));
    svg.text("axis mid", NAMES + room / 2, height - 8, "contribution in log-odds");
    legend(svg, height);
    return svg.toString();
  }

  private static void legend(Svg svg, int height) {
    svg.text("tick", 8, height - 30, "value: low");
    for (int i = 0; i < 10; i++) {
      svg.dot(74 + i * 6, height - 34, i / 10.0 + .01);
    }
    svg.text("tick", 140, height - 30, "high");
    svg.dot(12, height - 14, -1);
    svg.text("tick", 20, height - 10, "missing");
  }

  /** The least log-loss of each trial at each rung. */
  static String trials(List<RunTrial> trials) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int rungs = 1;
    for (RunTrial trial : trials) {
      rungs = Math.max(rungs, trial.rung());
      for (double loss : trial.losses().values()) {
        low = Math.min(low, loss);
        high = Math.max(high, loss);
      }
    }
    double margin = Math.max(1e-4, (high - low) * .08);
    Svg svg = new Svg(WIDE, 300, "Search", "Validation log-loss of each trial by rung");
    Plot plot =
        new Plot(
            svg,
            WIDE,
            300,
            new double[] {0, 4},
            new double[] {low - margin, high + margin},
            "rung: 1 is a ninth of the trees, 2 a third, 3 all",
            "validation log-loss");
    for (RunTrial trial : trials) {
      List<double[]> points = new ArrayList<>();
      trial.losses().forEach((rung, loss) -> points.add(new double[] {rung, loss}));
      plot.curve(trial.chosen() ? "curve" : "curve faint", points);
      for (double[] point : points) {
        plot.point(trial.chosen() ? "point" : "point faint", point[0], point[1], 3);
      }
    }
    return svg.toString();
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }
}
