// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.local.io.rows.RowRun;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signed bundle in its folder as the model of a file of rows. */
class BundleRowsTest {
  private static final Profile PROFILE = ProfileFiles.load("apprentice-retention");

  @TempDir private Path folder;

  @Test
  void aBundleAddsItsCalibratedProbabilityAndKeepsItsOwnRules() throws IOException {
    // Given: an unknown trade, no interview, a grade beyond its range, a good row without a grade
    Path rows =
        Files.writeString(
            folder.resolve("rows.csv"),
            "trade,grade,interview\nplumber,2,1\nbaker,2,1\nplumber,2,\ncarpenter,9,1\n"
                + "carpenter,,2\nplumber,2,1.5\n");
    ModelFile model = ModelFile.load(bundle(), null, keys());
    // When
    RowRun.Report report = new RowRun(model, read -> {}).explain(rows, folder.resolve("why.csv"));
    // Then
    List<String> lines = Files.readAllLines(folder.resolve("why.csv"));
    assertEquals("row,margin,probability,calibrated,base,trade,grade,interview", lines.getFirst());
    assertEquals(List.of("0", "4"), lines.stream().skip(1).map(l -> l.split(",")[0]).toList());
    String[] first = lines.get(1).split(",");
    assertEquals(first[2], first[3], "its calibrator is the identity");
    assertEquals(6, report.read());
    assertEquals(4, report.rejected());
    assertEquals(
        List.of(
            "row 1: range: trade has a code the model has not seen",
            "row 2: missing: interview has no value",
            "row 3: range: grade is outside its range",
            "row 5: type: interview is not a whole number"),
        report.rejects());
  }

  @Test
  void manifestStandsForItsFolder() throws IOException {
    Path bundle = bundle();
    assertEquals(
        ModelFile.load(bundle, null, keys()).spec(),
        ModelFile.load(bundle.resolve("manifest.json"), null, keys()).spec());
  }

  @Test
  void aBundleNobodyTrustedHasSignedIsRefused() throws IOException {
    Path bundle = bundle();
    refused("There are no keys to verify the bundle with", bundle, folder.resolve("absent"));
    refused("refused: UNSIGNED", bundle, Files.writeString(folder.resolve("none"), "# none\n"));
    refused("no vkey", bundle, Files.writeString(folder.resolve("bad"), "key\n"));
    Files.writeString(bundle.resolve("card.json"), "{}");
    refused("refused: FILE_MISMATCH", bundle, keys());
    Files.delete(bundle.resolve("card.json"));
    Files.writeString(bundle.resolve("notes.txt"), "mine");
    refused("notes.txt does not belong to one", bundle, keys());
    Files.delete(bundle.resolve("notes.txt"));
    byte[] trees = Files.readAllBytes(bundle.resolve("trees.json"));
    trees[trees.length / 2] ^= 1;
    Files.write(bundle.resolve("trees.json"), trees);
    refused("refused: FILE_MISMATCH", bundle, keys());
  }

  @Test
  void categoriesOfABundleAreItsOwn() throws IOException {
    Path list = Files.writeString(folder.resolve("categories.json"), "{}");
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> ModelFile.load(bundle(), list, keys()));
    assertTrue(refused.getMessage().contains("leave out --categories"), refused.getMessage());
  }

  private static void refused(String reason, Path bundle, Path keys) {
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> ModelFile.load(bundle, null, keys), reason);
    assertTrue(refused.getMessage().contains(reason), reason + ": " + refused.getMessage());
  }

  private Path keys() throws IOException {
    return Files.writeString(folder.resolve("trusted"), TinyRelease.vkey() + "\n");
  }

  private Path bundle() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    for (Map.Entry<String, byte[]> file : TinyRelease.files(PROFILE, 1).entrySet()) {
      Files.write(bundle.resolve(file.getKey()), file.getValue());
    }
    return bundle;
  }
}
