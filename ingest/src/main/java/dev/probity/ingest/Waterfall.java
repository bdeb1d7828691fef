// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An explanation as a picture: from the base value, each feature's contribution is a bar that
 * begins where the one before ended, the largest first, and the last ends at the margin. A
 * program's own text and nothing of a stranger's gets in unescaped.
 */
public final class Waterfall {
  private static final int LABELS = 340;
  private static final int BARS = 430;
  private static final int MOST_LABEL = 44;
  private static final int VALUES = 90;
  private static final int ROW = 26;
  private static final int TOP = 58;
  private static final int BAR = 16;
  private static final String TOWARDS = "#b3441e";
  private static final String AWAY = "#1f6f8b";
  private static final String INK = "#1c1c1c";
  private static final String FAINT = "#666666";

  private Waterfall() {}

  /**
   * Draws the picture.
   *
   * @param explanation the record, whose base value plus contributions is the margin, in log-odds;
   *     example: base −0.05, contributions +2.41 and −0.30 give bars from −0.05 to 2.36 and from
   *     2.36 to 2.06
   * @param profile names features for people and says what the positive class is
   * @return an SVG document of {@code image/svg+xml}, readable without its colours: each bar says
   *     its signed value
   */
  public static String svg(Explanation explanation, Profile profile) {
    List<Contribution> bars =
        explanation.contributions().stream()
            .sorted(
                Comparator.comparingDouble((Contribution one) -> -Math.abs(one.value()))
                    .thenComparing(Contribution::feature))
            .toList();
    Scale scale = Scale.of(explanation.baseValue(), bars);
    Map<String, String> labels =
        profile.features().stream()
            .collect(Collectors.toMap(one -> one.name(), one -> one.facts().label(), (a, b) -> a));
    int height = TOP + (bars.size() + 2) * ROW + 46;
    int width = LABELS + BARS + VALUES;
    StringBuilder svg = new StringBuilder(4_096);
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\""
                + " role=\"img\" aria-label=\"%s\">%n",
            width, height, width, height, title(explanation, profile)));
    svg.append(format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", width, height));
    text(svg, 10, 22, INK, "start", 14, title(explanation, profile));
    text(
        svg,
        10,
        42,
        FAINT,
        "start",
        11,
        "log-odds; bars to the right speak for "
            + profile.target().positive()
            + ", to the left against it; the dotted line is even odds");
    zero(svg, scale, TOP + (bars.size() + 2) * ROW);
    double at = explanation.baseValue();
    mark(svg, 0, scale, at, "base value");
    for (int i = 0; i < bars.size(); i++) {
      Contribution bar = bars.get(i);
      bar(svg, i + 1, scale, at, bar, labels.getOrDefault(bar.feature(), bar.feature()));
      at += bar.value();
    }
    mark(svg, bars.size() + 1, scale, explanation.margin(), "margin of the prediction");
    text(
        svg,
        10,
        height - 12,
        FAINT,
        "start",
        11,
        "This says what moved the model, not what would change the outcome.");
    return svg.append("</svg>\n").toString();
  }

  private static String title(Explanation explanation, Profile profile) {
    return format(
        "%s, release %s: calibrated probability of %s is %.1f %%",
        escaped(explanation.model()),
        escaped(explanation.modelVersion()),
        escaped(profile.target().positive()),
        100 * explanation.probability());
  }

  private static void bar(
      StringBuilder svg, int row, Scale scale, double from, Contribution bar, String label) {
    double begin = scale.x(from);
    double end = scale.x(from + bar.value());
    int y = TOP + row * ROW;
    String colour = bar.value() >= 0 ? TOWARDS : AWAY;
    text(svg, LABELS - 8, y + 12, INK, "end", 12, escaped(shortened(label)));
    svg.append(
        format(
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            Math.min(begin, end), y, Math.max(1, Math.abs(end - begin)), BAR, colour));
    svg.append(
        format(
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>%n",
            end, y, end, y + ROW, FAINT));
    text(svg, LABELS + BARS + 8, y + 12, colour, "start", 12, format("%+.3f", bar.value()));
  }

  /** Where the odds are even: to the right of it the raw probability is above one half. */
  private static void zero(StringBuilder svg, Scale scale, int bottom) {
    double x = scale.x(0);
    svg.append(
        format(
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\""
                + " stroke-dasharray=\"2 4\"/>%n",
            x, TOP, x, bottom - 4, FAINT));
    text(svg, (int) Math.round(x), bottom + 8, FAINT, "middle", 11, "0");
  }

  private static void mark(StringBuilder svg, int row, Scale scale, double value, String label) {
    int y = TOP + row * ROW;
    double x = scale.x(value);
    text(svg, LABELS - 8, y + 12, INK, "end", 12, label);
    svg.append(
        format(
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\""
                + " stroke-width=\"2\"/>%n",
            x, y, x, y + BAR, INK));
    text(svg, LABELS + BARS + 8, y + 12, INK, "start", 12, format("%+.3f", value));
  }

  private static void text(
      StringBuilder svg, int x, int y, String colour, String anchor, int size, String text) {
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" fill=\"%s\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
            x, y, colour, anchor, size, text));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String shortened(String label) {
    return label.length() <= MOST_LABEL ? label : label.substring(0, MOST_LABEL - 1).strip() + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** From log-odds to the width of the picture. */
  private record Scale(double low, double high) {
    static Scale of(double base, List<Contribution> bars) {
      double low = Math.min(0, base);
      double high = Math.max(0, base);
      double at = base;
      for (Contribution bar : bars) {
        at += bar.value();
        low = Math.min(low, at);
        high = Math.max(high, at);
      }
      return new Scale(low, high > low ? high : low + 1);
    }

    double x(double value) {
      return LABELS + (value - low) / (high - low) * BARS;
    }
  }
}
