// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.model.bundle.Manifest.MetricValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A verdict for programs: fields of a JSON object, and the JUnit report that CI servers show. */
public final class VerdictReport {
  private VerdictReport() {}

  /** The fields of the verdict, by name. */
  public static Map<String, @Nullable Object> fields(GateVerdict verdict) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model", verdict.model());
    fields.put("digest", verdict.digest());
    fields.put("profile", verdict.profile());
    fields.put("profileDigest", verdict.profileDigest());
    fields.put("championDigest", verdict.championDigest());
    fields.put("passed", verdict.passed());
    fields.put("checks", verdict.checks().stream().map(VerdictReport::check).toList());
    fields.put("unusedWaivers", verdict.unusedWaivers().stream().map(Waiver::finding).toList());
    return fields;
  }

  private static Map<String, @Nullable Object> check(GateCheck check) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", check.name());
    fields.put("outcome", word(check.outcome()));
    fields.put("expected", check.expected());
    MetricValue figure = check.figure();
    if (figure != null) {
      fields.put("value", finite(figure.value()));
      fields.put("n", figure.n());
      fields.put("lower", finite(figure.lower()));
      fields.put("upper", finite(figure.upper()));
    }
    fields.put("note", check.note());
    Waiver waiver = check.waiver();
    if (waiver != null) {
      fields.put("waivedBy", waiver.actor());
      fields.put("waivedBecause", waiver.reason());
    }
    return fields;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** One line for people: outcome, name, figure, what was expected. */
  public static String line(GateCheck check) {
    String note = check.note().isEmpty() ? "" : " (" + check.note() + ")";
    Waiver waiver = check.waiver();
    String waived = waiver == null ? "" : "; waived by " + waiver.actor() + ": " + waiver.reason();
    return String.format(
        Locale.ROOT,
        "%-7s  %s: %s; expected %s%s%s",
        word(check.outcome()),
        check.name(),
        figure(check.figure()),
        check.expected(),
        note,
        waived);
  }

  private static String figure(@Nullable MetricValue figure) {
    return figure == null ? "no figure" : words(figure);
  }

  /** A figure in words: value, interval and n. */
  public static String words(MetricValue figure) {
    return String.format(
        Locale.ROOT,
        "%.4f [%.4f, %.4f], n %,d",
        figure.value(),
        figure.lower(),
        figure.upper(),
        figure.n());
  }

  private static String word(GateOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A JUnit report, one suite for each release and one case for each check: failed checks are
   * failures, skipped ones skipped, and what is watched or waived is told in the case's output.
   */
  public static String junit(List<GateVerdict> verdicts) {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    verdicts.forEach(verdict -> suite(xml, verdict));
    return xml.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder xml, GateVerdict verdict) {
    xml.append("  <testsuite name=\"")
        .append(escaped("gate " + verdict.model() + " " + verdict.digest()))
        .append("\" tests=\"")
        .append(verdict.checks().size())
        .append("\" failures=\"")
        .append(verdict.count(GateOutcome.FAILED))
        .append("\" errors=\"0\" skipped=\"")
        .append(verdict.count(GateOutcome.SKIPPED))
        .append("\">\n");
    for (GateCheck check : verdict.checks()) {
      xml.append("    <testcase classname=\"")
          .append(escaped("gate." + verdict.profile()))
          .append("\" name=\"")
          .append(escaped(check.name()))
          .append("\">")
          .append(
              switch (check.outcome()) {
                case PASSED -> "";
                case FAILED -> "<failure message=\"" + escaped(line(check)) + "\"/>";
                case SKIPPED -> "<skipped message=\"" + escaped(line(check)) + "\"/>";
                case WATCH, WAIVED -> "<system-out>" + escaped(line(check)) + "</system-out>";
              })
          .append("</testcase>\n");
    }
    xml.append("  </testsuite>\n");
  }

  /** Text as XML 1.0 may hold it; characters XML has no form for become a replacement character. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\t', '\n', '\r' -> escaped.append("&#").append(c).append(';');
                default -> escaped.appendCodePoint(hasForm(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean hasForm(int c) {
    return c >= 0x20 && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }
}
