// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.LearnerName;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.report.RunPage;
import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunMitigation;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run with a search and a reweighing, as a browser would read it. */
class RunPageTest {
  @TempDir private static Path folder;
  private static String page = "";
  private static RunRecord run;

  @BeforeAll
  static void train() throws Exception {
    Path key = folder.resolve("trainer.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    TrainingRequest request =
        new TrainingRequest(
            "r1",
            "operator-1",
            null,
            Map.of(),
            1,
            false,
            null,
            null,
            new TrainingOptions(6, 0, "SEX", LearnerName.XGBOOST, true));
    TrainerService trainer = History.trainer(History.published(), History.config(folder, key));
    run = trainer.begin(new RunOrder(request, EnumSet.allOf(Pipeline.class)), step -> {});
    byte[] bytes = RecordedRuns.page(folder.resolve("datasets/runs"), "r1");
    assertNotNull(bytes);
    page = new String(bytes, UTF_8);
    String copy = System.getProperty("probity.page");
    if (copy != null) {
      Files.write(Path.of(copy), bytes);
    }
  }

  @Test
  void nothingIsLoadedFromElsewhereAndNothingRuns() {
    for (String loads :
        List.of(
            "<script", "src=", "href=", "url(", "@import", "http:", "https:", " style=", " on")) {
      assertFalse(tags(page).contains(loads), loads);
    }
    assertTrue(page.contains("default-src 'none'"));
  }

  @Test
  void policyAllowsTheStyleOfThePageAndNoOther() throws Exception {
    // Given
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page);
    assertTrue(style.find());
    // When
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(UTF_8));
    // Then
    assertTrue(page.contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'"));
    assertFalse(style.find(), "one style");
  }

  @Test
  void everyPictureHasATitleAndADescription() {
    int pictures = count(page, "<svg ");
    assertEquals(8, pictures);
    assertEquals(pictures, count(page, "<title>") - 1);
    assertEquals(pictures, count(page, "<desc>"));
    for (String title :
        List.of(
            "ROC curve",
            "Precision-recall curve",
            "Calibration",
            "Impact ratio",
            "Equal opportunity",
            "Importance",
            "Beeswarm",
            "Search")) {
      assertTrue(page.contains("<title>" + title + "</title>"), title);
    }
  }

  @Test
  void figuresTrialsAndBothSidesStandInTables() {
    String auc = "%.4f".formatted(run.mitigation().figures().get("auc").without().value());
    assertTrue(page.contains("<td>" + auc + " ["), "auc without weights " + auc);
    assertTrue(page.contains("opportunityDifference[SEX=2]"));
    assertTrue(page.contains("(chosen)"));
    assertEquals(6, run.trials().size());
    run.trials().forEach(trial -> assertTrue(page.contains("%.5f".formatted(trial.logLoss()))));
    assertTrue(page.contains(String.valueOf(run.digest())));
    assertTrue(page.contains("Insufficient evidence: "));
  }

  @Test
  void learnersStandSideBySideOnTheSameSplit() {
    // Then
    List<RunLearning.Side> sides = run.learning().compared();
    assertEquals(
        List.of(LearnerName.XGBOOST, LearnerName.SMILE),
        sides.stream().map(RunLearning.Side::learner).toList());
    for (RunLearning.Side side : sides) {
      assertNull(side.refusal());
      assertTrue(side.trees() > 0 && side.seconds() > 0, side.toString());
      for (String name : List.of("auc", "brier", "logLoss", "impactRatio[SEX=2]")) {
        RunMitigation.Figure figure = side.figures().get(name);
        assertNotNull(figure, name);
        assertTrue(page.contains("<td>%.4f [".formatted(figure.value())), name);
      }
    }
    assertEquals(
        sides.getFirst().figures().get("auc").n(), sides.getLast().figures().get("auc").n());
    assertTrue(page.contains("<th>xgboost 3.0.4</th><th>smile 2.6.0</th>"));
    assertTrue(page.contains("<th>learner</th><td>xgboost</td>"));
  }

  @Test
  void beeswarmHoldsNobodysRow() {
    // Then: 300 points of each of nine features, in the order of their contributions
    Matcher swarm = Pattern.compile("<svg[^>]*><title>Beeswarm.*?</svg>").matcher(page);
    assertTrue(swarm.find());
    Matcher dots =
        Pattern.compile("class=\"(?:v\\d|miss)\" cx=\"([-0-9.]+)\"").matcher(swarm.group());
    int seen = 0;
    double last = -1;
    while (dots.find() && seen < 300) {
      double x = Double.parseDouble(dots.group(1));
      assertTrue(seen == 0 || x >= last, "point " + seen + " goes back");
      last = x;
      seen++;
    }
    assertEquals(300, seen);
  }

  @Test
  void runThatFailedHasAPageAndItsReasonIsOnlyText() throws Exception {
    // Given
    RunRecord failed =
        run.ended(RunState.FAILED, "2026-11-01T00:01:00Z", "<img src=x onerror=y>", null);
    // When
    String told = new String(RunPage.write(failed, null), UTF_8);
    // Then
    assertTrue(told.contains("&lt;img src=x onerror=y&gt;"));
    assertFalse(told.contains("<img"));
    assertNull(RecordedRuns.page(folder.resolve("datasets/runs"), "nothing"));
  }

  /** The page without its texts. */
  private static String tags(String html) {
    StringBuilder tags = new StringBuilder();
    Matcher tag = Pattern.compile("<[^>]*>").matcher(html);
    while (tag.find()) {
      tags.append(tag.group());
    }
    return tags.toString().replace("content=\"default-src", "");
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
