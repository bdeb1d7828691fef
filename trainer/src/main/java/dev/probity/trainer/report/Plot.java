// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.report;

import java.util.List;
import java.util.Locale;

/** Axes over a range of numbers, with lines and ticks; data are put where they belong. */
final class Plot {
  private static final int LEFT = 46;
  private static final int TOP = 10;
  private static final int RIGHT = 12;
  private static final int BOTTOM = 40;

  private final Svg svg;
  private final int width;
  private final int height;
  private final double[] xs;
  private final double[] ys;

  /**
   * Empty axes.
   *
   * @param xs least and most on the horizontal axis
   * @param ys least and most on the vertical axis
   */
  Plot(Svg svg, int width, int height, double[] xs, double[] ys, String xName, String yName) {
    this.svg = svg;
    this.width = width;
    this.height = height;
    this.xs = xs.clone();
    this.ys = ys.clone();
    for (int i = 0; i <= 4; i++) {
      double x = xs[0] + (xs[1] - xs[0]) * i / 4;
      double y = ys[0] + (ys[1] - ys[0]) * i / 4;
      svg.line("grid", x(x), y(ys[0]), x(x), y(ys[1]));
      svg.line("grid", x(xs[0]), y(y), x(xs[1]), y(y));
      svg.text("tick mid", x(x), height - BOTTOM + 15, tick(x));
      svg.text("tick end", LEFT - 5, y(y) + 4, tick(y));
    }
    svg.text("axis mid", (LEFT + width - RIGHT) / 2.0, height - 6, xName);
    svg.text("axis", 2, TOP + 2, yName);
  }

  double x(double value) {
    return LEFT + (value - xs[0]) / (xs[1] - xs[0]) * (width - LEFT - RIGHT);
  }

  double y(double value) {
    return height - BOTTOM - (value - ys[0]) / (ys[1] - ys[0]) * (height - BOTTOM - TOP - 10);
  }

  Plot curve(String kind, List<double[]> points) {
    svg.path(kind, points.stream().map(p -> new double[] {x(p[0]), y(p[1])}).toList());
    return this;
  }

  Plot whisker(String kind, double at, double low, double high) {
    svg.line(kind, x(at), y(Math.max(ys[0], low)), x(at), y(Math.min(ys[1], high)));
    return this;
  }

  Plot point(String kind, double at, double value, double radius) {
    svg.circle(kind, x(at), y(value), radius);
    return this;
  }

  private static String tick(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
  }
}
