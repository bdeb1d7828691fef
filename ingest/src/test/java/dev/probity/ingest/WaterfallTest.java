// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Explanations;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WaterfallTest {
  private static final Profile SALARY = ProfileFiles.load("acs-salary");
  private static final Pattern BAR =
      Pattern.compile("<rect x=\"([0-9.]+)\" y=\"[0-9]+\" width=\"([0-9.]+)\" height=\"16\"");

  /** The worked example: from -0.05 up to 2.36, then back to 2.06. */
  @Test
  void eachBarBeginsWhereTheOneBeforeEnded() {
    // When
    String svg =
        Waterfall.svg(
            explanation(
                -.05, List.of(new Contribution("AGEP", -.3), new Contribution("WKHP", 2.41)), 2.06),
            SALARY);
    // Then
    List<double[]> bars = new ArrayList<>();
    Matcher found = BAR.matcher(svg);
    while (found.find()) {
      double x = Double.parseDouble(found.group(1));
      bars.add(new double[] {x, x + Double.parseDouble(found.group(2))});
    }
    assertEquals(2, bars.size());
    assertEquals(bars.get(0)[1], bars.get(1)[1], .11, "the second goes back from the first's end");
    double unit = (bars.get(0)[1] - bars.get(0)[0]) / 2.41;
    assertEquals(.3, (bars.get(1)[1] - bars.get(1)[0]) / unit, .002);
    assertTrue(svg.indexOf("Usual hours worked") < svg.indexOf("Age<"), "the largest comes first");
    assertTrue(svg.contains(">+2.410</text>") && svg.contains(">-0.300</text>"), svg);
    assertTrue(svg.contains(">+2.060</text>"), svg);
  }

  @Test
  void aStrangersTextIsInert() {
    // When
    String svg =
        Waterfall.svg(
            explanation(0, List.of(new Contribution("<script>alert(1)</script>\"", 1)), 1), SALARY);
    // Then
    assertFalse(svg.contains("<script"), svg);
    assertTrue(svg.contains("&lt;script&gt;"), svg);
  }

  @Test
  void nothingMovedIsAPictureToo() {
    String svg = Waterfall.svg(explanation(0, List.of(new Contribution("AGEP", 0)), 0), SALARY);
    assertFalse(svg.contains("NaN"), svg);
    assertTrue(svg.endsWith("</svg>\n"), svg);
  }

  /** Twelve points of the widest usual sans-serif are 7.4 pixels a letter on average. */
  @Test
  void everyLabelFitsBesideTheBars() {
    List<Contribution> all =
        SALARY.features().stream().map(one -> new Contribution(one.name(), 1)).toList();
    String svg = Waterfall.svg(explanation(0, all, all.size()), SALARY);
    Matcher label = Pattern.compile("<text x=\"(\\d+)\"[^>]*\"end\"[^>]*>([^<]+)<").matcher(svg);
    int labels = 0;
    while (label.find()) {
      labels++;
      assertTrue(label.group(2).length() * 7.4 < Integer.parseInt(label.group(1)), label.group(2));
    }
    assertEquals(all.size() + 2, labels);
    assertTrue(svg.contains("…"), "no label is long enough to show anything");
  }

  /** From base 0 up: even odds are where the first bar begins. */
  @Test
  void evenOddsAreMarked() {
    String svg = Waterfall.svg(explanation(0, List.of(new Contribution("AGEP", 1)), 1), SALARY);
    Matcher first = BAR.matcher(svg);
    assertTrue(first.find());
    assertTrue(
        svg.contains("x2=\"" + first.group(1) + "\"") && svg.contains("stroke-dasharray"), svg);
  }

  @Test
  void drawsTheExampleForPeopleWhoLook() throws IOException {
    Path file = Path.of("target", "waterfall.svg");
    Files.writeString(file, Waterfall.svg(Explanations.example(), SALARY));
    assertTrue(Files.size(file) > 500);
  }

  private static Explanation explanation(double base, List<Contribution> bars, double margin) {
    Explanation example = Explanations.example();
    return new Explanation(
        example.id(),
        example.predictionId(),
        example.candidateId(),
        example.profile(),
        example.model(),
        example.modelVersion(),
        example.modelDigest(),
        example.explainerDigest(),
        example.source(),
        example.eventTime(),
        example.method(),
        example.coverUnit(),
        base,
        bars,
        margin,
        1 / (1 + Math.exp(-margin)),
        1 / (1 + Math.exp(-margin)),
        0,
        List.of());
  }
}
