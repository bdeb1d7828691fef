// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.driftmonitor.ShiftRecipe.Change;
import dev.probity.driftmonitor.ShiftRecipe.Phase;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A shift as a picture: accuracy day by day as estimated without outcomes, with its band and
 * limits, as it turned out, and below it when which alert stood, with outcomes at once and a week
 * late.
 */
final class ShiftPicture {
  private static final String METRIC = "accuracy";
  private static final double LOWEST = .74;
  private static final double HIGHEST = .92;
  private static final int WIDTH = 960;
  private static final int LEFT = 190;
  private static final int RIGHT = 944;
  private static final int TOP = 64;
  private static final int BOTTOM = 324;
  private static final int ROW = 20;
  private static final String INK = "#222222";
  private static final String GREY = "#555555";
  private static final String ESTIMATE = "#1f5fa8";
  private static final String REALIZED = "#b3400f";
  private static final String CRITICAL = "#b01030";
  private static final String WARNING = "#c98a00";
  private static final Map<Phase, String> NAMES =
      Map.of(
          Phase.A, "New York",
          Phase.B, "MA + WA",
          Phase.C, "MS + WV + AR",
          Phase.D, "New York again");

  private final TreeMap<Long, Signal> estimated = new TreeMap<>();
  private final TreeMap<Long, Signal> realized = new TreeMap<>();
  private final StringBuilder out = new StringBuilder();

  /** Takes what the monitor tells of a run. */
  void take(Emission emission) {
    if (emission instanceof Emission.OfSignal(Signal signal)
        && signal.series().metric().equals(METRIC)
        && signal.series().segment().equals("all")
        && signal.series().windowType() == WindowType.COUNT
        && signal.window().status() == WindowStatus.FINAL) {
      Long day = signal.window().chunkIndex();
      if (day != null && signal.series().kind() == SignalKind.ESTIMATED) {
        estimated.put(day, signal);
      } else if (day != null && signal.series().kind() == SignalKind.REALIZED) {
        realized.put(day, signal);
      }
    }
  }

  /** Days whose outcomes all came. */
  int days() {
    return Math.min(estimated.size(), realized.size());
  }

  /** What stood in a run, by name, in the order it began. */
  static Map<String, List<Change>> alerts(ShiftRecipe run) {
    Map<String, List<Change>> alerts = new LinkedHashMap<>();
    for (Change change : run.changes()) {
      if (!change.is(Severity.DIAGNOSTIC)) {
        alerts.computeIfAbsent(name(change), name -> new ArrayList<>()).add(change);
      }
    }
    return alerts;
  }

  private static String name(Change change) {
    SignalSeries series = change.alert().series();
    String group = series.column().isEmpty() ? "" : " " + series.column() + " " + series.segment();
    return series.metric() + group;
  }

  /** The picture; equal runs give equal bytes. */
  String svg(ShiftRecipe atOnce, ShiftRecipe weekLate) {
    int rows = alerts(atOnce).size() + alerts(weekLate).size();
    int height = BOTTOM + 110 + ROW * rows;
    Scale scale = new Scale(weekLate.deal().rows().size());
    say(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">",
        WIDTH, height);
    say("<title>Accuracy and alerts while the candidates' states change</title>");
    say("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
    phases(scale, weekLate.deal(), height);
    axis(scale);
    band(scale);
    limits();
    line(scale, estimated, ESTIMATE);
    line(scale, realized, REALIZED);
    realized.forEach((day, one) -> dot(scale, day, one));
    legend();
    int next = bars(scale, BOTTOM + 44, "alerts, outcomes at once", atOnce);
    bars(scale, next + 12, "alerts, outcomes a week late", weekLate);
    out.append("</svg>\n");
    return out.toString();
  }

  /** Where records lie from left to right. */
  private record Scale(int records) {
    double x(double record) {
      return LEFT + (RIGHT - LEFT) * record / records;
    }

    /** The middle of a day. */
    double middle(long day) {
      return x((day + .5) * ShiftRecipe.DAY);
    }
  }

  private static double y(double value) {
    double inside = Math.max(LOWEST, Math.min(HIGHEST, value));
    return BOTTOM - (BOTTOM - TOP) * (inside - LOWEST) / (HIGHEST - LOWEST);
  }

  private void phases(Scale scale, ShiftRecipe.Deal deal, int height) {
    for (Phase phase : Phase.values()) {
      int from = deal.begins().get(phase);
      int to =
          phase == Phase.D
              ? deal.rows().size()
              : deal.begins().get(Phase.values()[phase.ordinal() + 1]);
      say(
          "<rect x=\"%.1f\" y=\"34\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
          scale.x(from),
          scale.x(to) - scale.x(from),
          height - 44,
          phase.ordinal() % 2 == 0 ? "#f4f6f8" : "#e7ebef");
      label((scale.x(from) + scale.x(to)) / 2, 26, "middle", INK, NAMES.get(phase));
    }
  }

  private void axis(Scale scale) {
    label(LEFT - 60, TOP - 4, "end", INK, METRIC);
    for (int percent = 74; percent <= 92; percent += 3) {
      double at = y(percent / 100.);
      say(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#c4cad0\"/>",
          LEFT, RIGHT, at, at);
      label(LEFT - 8, at + 4, "end", GREY, String.format(Locale.ROOT, "%.2f", percent / 100.));
    }
    for (int day = 0; day * ShiftRecipe.DAY <= scale.records(); day += 7) {
      label(scale.x(day * ShiftRecipe.DAY), BOTTOM + 18, "middle", GREY, Integer.toString(day));
    }
    label(LEFT - 60, BOTTOM + 18, "end", GREY, "day");
  }

  private void band(Scale scale) {
    StringBuilder points = new StringBuilder();
    estimated.forEach((day, one) -> point(scale, points, day, one.estimate().upper()));
    estimated
        .descendingMap()
        .forEach((day, one) -> point(scale, points, day, one.estimate().lower()));
    say(
        "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\".18\"/>",
        points.toString().strip(), ESTIMATE);
  }

  private static void point(Scale scale, StringBuilder points, long day, @Nullable Double value) {
    if (value != null) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", scale.middle(day), y(value)));
    }
  }

  /** The limits that the reference gives the estimate: the same for every day. */
  private void limits() {
    SignalLimits limits = estimated.firstEntry().getValue().limits();
    for (Double limit : new Double[] {limits.lowerThreshold(), limits.upperThreshold()}) {
      if (limit != null) {
        say(
            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                + " stroke-dasharray=\"6 4\"/>",
            LEFT, RIGHT, y(limit), y(limit), ESTIMATE);
      }
    }
  }

  private void line(Scale scale, TreeMap<Long, Signal> series, String colour) {
    StringBuilder points = new StringBuilder();
    series.forEach((day, one) -> point(scale, points, day, one.estimate().value()));
    say(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        points.toString().strip(), colour);
  }

  private void dot(Scale scale, long day, Signal one) {
    Double value = one.estimate().value();
    if (value != null) {
      say(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
          scale.middle(day), y(value), REALIZED);
    }
  }

  private void legend() {
    label(LEFT + 8, BOTTOM - 40, "start", ESTIMATE, "estimated without outcomes, its band");
    label(LEFT + 8, BOTTOM - 24, "start", ESTIMATE, "- - limits from the reference");
    label(LEFT + 8, BOTTOM - 8, "start", REALIZED, "\u25cf realized, once outcomes came");
  }

  /** When which alert stood, from its firing to its end; where the next block may begin. */
  private int bars(Scale scale, int top, String title, ShiftRecipe run) {
    label(LEFT - 8, top, "end", INK, title);
    int y = top + 8;
    for (Map.Entry<String, List<Change>> alert : alerts(run).entrySet()) {
      label(LEFT - 8, y + 12, "end", GREY, alert.getKey());
      Change begun = null;
      for (Change change : alert.getValue()) {
        if (change.fires()) {
          begun = begun == null ? change : begun;
        } else if (begun != null) {
          bar(scale, begun, change.at(), y);
          begun = null;
        }
      }
      if (begun != null) {
        bar(scale, begun, run.deal().rows().size(), y);
      }
      y += ROW;
    }
    return y + 14;
  }

  private void bar(Scale scale, Change begun, int end, int top) {
    say(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\">"
            + "<title>%s, %s: record %,d to %,d</title></rect>",
        scale.x(begun.at()),
        top + 1,
        scale.x(end) - scale.x(begun.at()),
        begun.is(Severity.CRITICAL) ? CRITICAL : WARNING,
        name(begun),
        begun.alert().severity().code(),
        begun.at(),
        end);
  }

  private void label(double x, double y, String anchor, String colour, String words) {
    say(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x, y, anchor, colour, words);
  }

  private void say(String form, Object... values) {
    out.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
