// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.driftmonitor.Emission;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.WindowStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run as a picture: accuracy window by window as estimated without outcomes, with its band and
 * limits, as it turned out, and below it when which alert stood.
 */
final class ShiftPicture {
  private static final String METRIC = "accuracy";
  private static final double LOWEST = .74;
  private static final double HIGHEST = .92;
  private static final int LEFT = 190;
  private static final int RIGHT = 940;
  private static final int TOP = 60;
  private static final int BOTTOM = 320;
  private static final int ROW = 22;
  private static final String ESTIMATE = "#1f5fa8";
  private static final String REALIZED = "#b3400f";
  private static final String CRITICAL = "#b01030";
  private static final String WARNING = "#c98a00";

  private final TreeMap<Long, Signal> estimated = new TreeMap<>();
  private final TreeMap<Long, Signal> realized = new TreeMap<>();
  private final List<AlarmRun.Change> changes = new ArrayList<>();
  private final List<Phase> phases;
  private final int records;

  ShiftPicture(List<Phase> phases) {
    this.phases = phases;
    this.records = phases.stream().mapToInt(Phase::records).sum();
  }

  /** Takes what the monitor tells. */
  void take(Emission emission) {
    if (emission instanceof Emission.OfSignal(Signal signal)
        && signal.series().metric().equals(METRIC)
        && signal.series().segment().equals("all")
        && signal.window().status() == WindowStatus.FINAL) {
      Long window = signal.window().chunkIndex();
      if (window != null && signal.series().kind() == SignalKind.ESTIMATED) {
        estimated.put(window, signal);
      } else if (window != null && signal.series().kind() == SignalKind.REALIZED) {
        realized.put(window, signal);
      }
    }
  }

  /** Takes the alerts. */
  void take(List<AlarmRun.Change> all) {
    changes.addAll(all);
  }

  int windows() {
    return Math.min(estimated.size(), realized.size());
  }

  /** The names of the alerts that stood, in the order they began. */
  List<String> alerts() {
    return changes.stream().map(change -> change.alert().series().metric()).distinct().toList();
  }

  /** The picture; equal runs give equal bytes. */
  String svg() {
    int height = BOTTOM + 60 + ROW * alerts().size();
    StringBuilder out = new StringBuilder();
    out.append(
        text(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 %d\""
                + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n",
            height));
    out.append("<title>Accuracy and alerts while the candidates' states change</title>\n");
    out.append(text("<rect width=\"960\" height=\"%d\" fill=\"#ffffff\"/>\n", height));
    phases(out, height);
    axis(out);
    band(out);
    limits(out);
    line(out, estimated, ESTIMATE);
    line(out, realized, REALIZED);
    realized.forEach((window, one) -> dot(out, window, one));
    legend(out);
    bars(out);
    return out.append("</svg>\n").toString();
  }

  private double x(double record) {
    return LEFT + (RIGHT - LEFT) * record / records;
  }

  private static double y(double value) {
    return BOTTOM - (BOTTOM - TOP) * (value - LOWEST) / (HIGHEST - LOWEST);
  }

  /** The middle of a window, in records. */
  private static double middle(long window) {
    return (window + .5) * DemoReach.WINDOW * DemoPlan.BAD_EVERY / (DemoPlan.BAD_EVERY - 1.0);
  }

  private void phases(StringBuilder out, int height) {
    int from = 0;
    for (int i = 0; i < phases.size(); i++) {
      double left = x(from);
      from += phases.get(i).records();
      String fill = i % 2 == 0 ? "#f4f6f8" : "#e7ebef";
      out.append(
          text(
              "<rect x=\"%.1f\" y=\"34\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
              left, x(from) - left, height - 44, fill));
      label(out, (left + x(from)) / 2, 28, "middle", "#222222", phases.get(i).name());
    }
  }

  private void axis(StringBuilder out) {
    label(out, LEFT - 60, TOP - 6, "end", "#222222", METRIC);
    for (int percent = 74; percent <= 92; percent += 3) {
      double at = y(percent / 100.);
      out.append(
          text(
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#c4cad0\"/>\n",
              LEFT, RIGHT, at, at));
      label(out, LEFT - 8, at + 4, "end", "#444444", text("%.2f", percent / 100.));
    }
    for (int record = 0; record <= records; record += records / 8) {
      label(out, x(record), BOTTOM + 18, "middle", "#444444", text("%,d", record));
    }
    label(out, LEFT - 60, BOTTOM + 18, "end", "#444444", "records");
  }

  private void band(StringBuilder out) {
    StringBuilder points = new StringBuilder();
    estimated.forEach((window, one) -> point(points, window, one.estimate().upper()));
    estimated
        .descendingMap()
        .forEach((window, one) -> point(points, window, one.estimate().lower()));
    out.append(
        text(
            "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\".18\"/>\n",
            points.toString().strip(), ESTIMATE));
  }

  private void point(StringBuilder points, long window, @Nullable Double value) {
    if (value != null) {
      double inside = Math.max(LOWEST, Math.min(HIGHEST, value));
      points.append(text("%.1f,%.1f ", x(middle(window)), y(inside)));
    }
  }

  /** The limits that the reference gives the estimate: the same for every window. */
  private void limits(StringBuilder out) {
    SignalLimits limits = estimated.firstEntry().getValue().limits();
    for (Double limit : new Double[] {limits.lowerThreshold(), limits.upperThreshold()}) {
      if (limit != null && limit > LOWEST && limit < HIGHEST) {
        out.append(
            text(
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                    + " stroke-dasharray=\"6 4\"/>\n",
                LEFT, RIGHT, y(limit), y(limit), ESTIMATE));
      }
    }
  }

  private void line(StringBuilder out, TreeMap<Long, Signal> series, String colour) {
    StringBuilder points = new StringBuilder();
    series.forEach((window, one) -> point(points, window, one.estimate().value()));
    out.append(
        text(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
            points.toString().strip(), colour));
  }

  private void dot(StringBuilder out, long window, Signal one) {
    Double value = one.estimate().value();
    if (value != null) {
      out.append(
          text(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
              x(middle(window)), y(value), REALIZED));
    }
  }

  private static void legend(StringBuilder out) {
    label(out, LEFT + 8, BOTTOM - 40, "start", ESTIMATE, "estimated without outcomes, its band");
    label(out, LEFT + 8, BOTTOM - 24, "start", ESTIMATE, "- - limits from the reference");
    label(out, LEFT + 8, BOTTOM - 8, "start", REALIZED, "\u25cf realized, once outcomes came");
  }

  /** When which alert stood: from its firing to its end. */
  private void bars(StringBuilder out) {
    label(out, LEFT - 8, BOTTOM + 42, "end", "#222222", "alerts standing");
    List<String> names = alerts();
    for (int i = 0; i < names.size(); i++) {
      double top = BOTTOM + 50 + ROW * i;
      label(out, LEFT - 8, top + 13, "end", "#222222", names.get(i));
      AlarmRun.Change begun = null;
      for (AlarmRun.Change change : changes) {
        if (!change.alert().series().metric().equals(names.get(i))) {
          continue;
        }
        if (change.is(AlertStatus.FIRING)) {
          begun = begun == null ? change : begun;
        } else if (begun != null) {
          bar(out, begun, change.at(), top);
          begun = null;
        }
      }
      if (begun != null) {
        bar(out, begun, records, top);
      }
    }
  }

  private void bar(StringBuilder out, AlarmRun.Change begun, long end, double top) {
    String colour = begun.alert().severity() == Severity.CRITICAL ? CRITICAL : WARNING;
    out.append(
        text(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" fill=\"%s\">"
                + "<title>%s, %s: record %,d to %,d</title></rect>\n",
            x(begun.at()),
            top + 2,
            x(end) - x(begun.at()),
            colour,
            begun.alert().series().metric(),
            begun.alert().severity().code(),
            begun.at(),
            end));
  }

  private static void label(
      StringBuilder out, double x, double y, String anchor, String colour, String words) {
    out.append(
        text(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n",
            x, y, anchor, colour, words));
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
