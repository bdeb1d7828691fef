// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.report;

import java.util.List;
import java.util.Locale;

/** A picture as inline SVG with a title and a description; its looks come from classes. */
final class Svg {
  private final StringBuilder text = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height, String title, String description) {
    this.width = width;
    this.height = height;
    text.append("<title>").append(escaped(title)).append("</title><desc>");
    text.append(escaped(description)).append("</desc>");
  }

  /** What a page shows of a text that came from elsewhere. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  Svg line(String kind, double x1, double y1, double x2, double y2) {
    text.append("<line class=\"").append(kind).append("\" x1=\"").append(number(x1));
    text.append("\" y1=\"").append(number(y1)).append("\" x2=\"").append(number(x2));
    text.append("\" y2=\"").append(number(y2)).append("\"/>");
    return this;
  }

  Svg rect(String kind, double x, double y, double wide, double high) {
    text.append("<rect class=\"").append(kind).append("\" x=\"").append(number(x));
    text.append("\" y=\"").append(number(y)).append("\" width=\"").append(number(wide));
    text.append("\" height=\"").append(number(high)).append("\"/>");
    return this;
  }

  Svg circle(String kind, double x, double y, double radius) {
    text.append("<circle class=\"").append(kind).append("\" cx=\"").append(number(x));
    text.append("\" cy=\"").append(number(y)).append("\" r=\"").append(number(radius));
    text.append("\"/>");
    return this;
  }

  /** A circle whose colour stands for a share from 0 to 1. */
  Svg dot(double x, double y, double share) {
    int step = share < 0 ? -1 : (int) Math.min(9, Math.floor(share * 10));
    return circle(step < 0 ? "miss" : "v" + step, x, y, 1.8);
  }

  Svg path(String kind, List<double[]> points) {
    text.append("<polyline class=\"").append(kind).append("\" points=\"");
    for (double[] point : points) {
      text.append(number(point[0])).append(',').append(number(point[1])).append(' ');
    }
    text.append("\"/>");
    return this;
  }

  Svg text(String kind, double x, double y, String words) {
    text.append("<text class=\"").append(kind).append("\" x=\"").append(number(x));
    text.append("\" y=\"").append(number(y)).append("\">").append(escaped(words));
    text.append("</text>");
    return this;
  }

  @Override
  public String toString() {
    return "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">"
            .formatted(width, height, width, height)
        + text
        + "</svg>";
  }
}
