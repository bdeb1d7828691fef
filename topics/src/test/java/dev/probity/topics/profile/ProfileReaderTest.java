// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.value.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReaderTest {

  @Test
  void readsTheNineFeaturesOfTheSalaryExampleInOrder() {
    // When
    Profile profile = ProfileTexts.acsSalary();

    // Then
    assertEquals("acs-salary", profile.name());
    assertEquals(
        List.of("CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL"),
        profile.featureNames());
    for (Feature feature : profile.features()) {
      assertEquals(MissingPolicy.REFUSE, feature.facts().missing(), feature.name());
    }
    assertEquals("SERIALNO", profile.groupField());
    assertTrue(profile.licence().contains("Public domain"));
  }

  @Test
  void knowsEveryCodeOfTheCensusBookButNotApplicable() {
    // Given
    Profile profile = ProfileTexts.acsSalary();

    // When
    Map<String, Integer> sizes =
        profile.features().stream()
            .filter(Feature.Categorical.class::isInstance)
            .map(Feature.Categorical.class::cast)
            .collect(Collectors.toMap(Feature::name, f -> f.codes().labels().size()));

    // Then
    assertEquals(Map.of("CIT", 5, "COW", 9, "INDP", 265, "OCCP", 530, "HICOV", 2), sizes);
    Feature.Categorical industry =
        assertInstanceOf(Feature.Categorical.class, profile.feature("INDP"));
    assertEquals("AGR-Crop Production", industry.codes().label(AttributeValue.of(170)));
    assertNull(industry.codes().label(AttributeValue.of(171)));
    assertEquals(UnseenPolicy.MISSING, industry.unseen());
    Feature.Ordinal school = assertInstanceOf(Feature.Ordinal.class, profile.feature("SCHL"));
    assertEquals(24, school.codes().labels().size());
    assertEquals("Bachelor's degree", school.codes().label(AttributeValue.of(21)));
  }

  @Test
  void bringsOccupationAndIndustryUnderOneReason() {
    // When
    Map<String, List<String>> groups =
        ProfileTexts.acsSalary().features().stream()
            .collect(
                Collectors.groupingBy(
                    f -> f.facts().reasonGroup(),
                    Collectors.mapping(Feature::name, Collectors.toList())));

    // Then
    assertEquals(8, groups.size());
    assertEquals(List.of("INDP", "OCCP"), groups.get("occupation and industry"));
  }

  @Test
  void readsRangesPolicyGateAndTarget() {
    // When
    Profile profile = ProfileTexts.acsSalary();

    // Then
    Feature.Numeric age = assertInstanceOf(Feature.Numeric.class, profile.feature("AGEP"));
    assertEquals(17, age.low());
    assertEquals(99, age.high());
    assertTrue(age.whole());
    assertFalse(age.facts().mutable());
    assertEquals(
        new PromotionGate(.925, .109, .015, .002, .002, 1000, List.of("SEX")), profile.gate());
    assertEquals(new FairnessPolicy.Limits(.8, 1.25), profile.fairness().impactRatio());
    assertEquals(
        new FairnessPolicy.Limits(-.1, .1), profile.fairness().statisticalParityDifference());
    assertEquals(150, profile.fairness().minGroupRows());
    assertEquals(.05, profile.fairness().changeTolerance());
    assertEquals(.05, profile.alarms().calibrationCritical());
    assertEquals("WAGP", profile.target().source());
    assertEquals("0-45000", profile.target().positive());
    assertEquals("45001+", profile.target().favourable());
    assertFalse(profile.target().positiveIsFavourable());
  }

  @Test
  void readsProtectedAttributesWithTheGroupOthersAreComparedWith() {
    // When
    Profile profile = ProfileTexts.acsSalary();

    // Then
    assertEquals(2, profile.protectedAttributes().size());
    ProtectedAttribute sex = profile.protectedAttribute("SEX");
    assertNotNull(sex);
    assertEquals(AttributeValue.of(1), sex.privileged());
    assertEquals("Female", sex.codes().label(AttributeValue.of(2)));
    ProtectedAttribute race = profile.protectedAttribute("RAC1P");
    assertNotNull(race);
    assertEquals(9, race.codes().labels().size());
    assertNull(profile.protectedAttribute("AGEP"));
    assertNull(profile.feature("SEX"));
  }

  @Test
  void digestIsTheHashOfTheBytesAndChangesWithEveryByte() throws NoSuchAlgorithmException {
    // Given
    String text = ProfileTexts.text("apprentice-retention");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));

    // When
    Profile profile = ProfileTexts.apprenticeRetention();
    ProfileParse spaced = ProfileTexts.read(text + " ");

    // Then
    assertEquals(HexFormat.of().formatHex(hash), profile.digest());
    assertNotEquals(
        profile.digest(), assertInstanceOf(ProfileParse.Read.class, spaced).profile().digest());
  }

  @Test
  void readsCodesThatAreTextsAndNumbersThatMayBeMissing() {
    // When
    Profile profile = ProfileTexts.apprenticeRetention();

    // Then
    Feature.Categorical trade =
        assertInstanceOf(Feature.Categorical.class, profile.feature("trade"));
    assertFalse(trade.codes().numeric());
    assertEquals("Plumber", trade.codes().label(AttributeValue.of("plumber")));
    assertEquals(UnseenPolicy.REFUSE, trade.unseen());
    Feature.Numeric grade = assertInstanceOf(Feature.Numeric.class, profile.feature("grade"));
    assertFalse(grade.whole());
    assertEquals(MissingPolicy.ALLOW, grade.facts().missing());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\": \"numeric\"|\"kind\": \"number\"|/features/1/kind",
        "\"range\": [1.0, 6.0]|\"range\": [6.0, 1.0]|/features/1/range",
        "\"range\": [1.0, 6.0]|\"range\": [1.0]|/features/1/range",
        "\"code\": \"plumber\"|\"code\": \"carpenter\"|/features/0/categories/2/code",
        "\"code\": 3|\"code\": 2|/features/2/categories/2/code",
        "\"code\": 3|\"code\": 0|/features/2/categories",
        "\"code\": 3|\"code\": 2.5|/features/2/categories/2/code",
        "\"privileged\": \"man\"|\"privileged\": \"boss\"|/protected/0/privileged",
        "\"favourable\": \"stayed\"|\"favourable\": \"happy\"|/target/favourable",
        "\"positive\": \"left\"|\"positive\": \"gone\"|/target/positive",
        "\"band\": [0, 120]|\"band\": [0, 3650]|/target/band",
        "\"impactRatio\": [0.8, 1.25]|\"impactRatio\": [1.1, 1.25]|/fairness/impactRatio",
        "\"minGroupRows\": 30|\"minGroupRows\": 0|/fairness/minGroupRows",
        "\"minGroupRows\": 30|\"minGroupRows\": \"30\"|/fairness/minGroupRows",
        "\"minAuc\": 0.6|\"minAuc\": 60|/gate/minAuc",
        "\"minAuc\": 0.6|\"minAuc\": 0.6, \"minRows\": 0|/gate/minRows",
        "\"minAuc\": 0.6|\"minAuc\": 0.6, \"blockOn\": [7]|/gate/blockOn",
        "\"minAuc\": 0.6|\"minAuc\": 0.6, \"blockOn\": [\"shoe\"]|/gate",
        "\"mutable\": false|\"mutable\": \"no\"|/features/1/mutable",
        "\"unit\": \"days\"|\"unit\": \"\"|/target/unit",
        "\"name\": \"grade\"|\"name\": \"trade\"|/features",
        "\"name\": \"grade\"|\"name\": \"days\"|/target",
        "\"groupField\"|\"groupColumn\"|/groupColumn",
        "probity/profile/v1|probity/profile/v2|/schema",
        "\"rejectRate\": 0.02|\"rejectRate\": 0.02, \"rejectRate\": 0.02|/",
        "\"title\": \"Whether|\"title\": \"A\", \"title\": \"Whether|/"
      })
  void refusesWhatIsWrongAndSaysWhere(String right, String wrong, String place) {
    // Given
    String text = ProfileTexts.text("apprentice-retention");
    assertTrue(text.contains(right), right);

    // When
    ProfileParse parse = ProfileTexts.read(text.replace(right, wrong));

    // Then
    List<String> problems = assertInstanceOf(ProfileParse.Unreadable.class, parse).problems();
    assertTrue(
        problems.stream().anyMatch(p -> p.startsWith(place + ":")), () -> problems.toString());
  }

  @Test
  void namesEveryProblemAtOnce() {
    // Given
    String text =
        ProfileTexts.text("apprentice-retention")
            .replace("\"kind\": \"numeric\"", "\"kind\": \"number\"")
            .replace("\"minAuc\": 0.6", "\"minAuc\": null")
            .replace("\"error\": 0.01,", "");

    // When
    ProfileParse parse = ProfileTexts.read(text);

    // Then
    assertEquals(
        List.of(
            "/features/1/kind: expected one of numeric, ordinal, categorical",
            "/gate/minAuc: expected a number",
            "/alarms/error: expected a number"),
        assertInstanceOf(ProfileParse.Unreadable.class, parse).problems());
  }

  @Test
  void refusesEverythingThatIsNotAnObject() {
    for (String text : List.of("", "[]", "null", "7", "{", "{} {}", "\"acs-salary\"", "nul")) {
      // When
      ProfileParse parse = ProfileTexts.read(text);

      // Then
      assertInstanceOf(ProfileParse.Unreadable.class, parse, text);
    }
  }

  @Test
  void refusesAFileBeyondOneMebibyte() {
    // When
    ProfileParse parse = ProfileReader.read(Bytes.copyOf(new byte[(1 << 20) + 1]));

    // Then
    assertInstanceOf(ProfileParse.Unreadable.class, parse);
  }

  @Test
  void neverThrowsOnADamagedFile() {
    // Given
    byte[] intact = ProfileTexts.text("apprentice-retention").getBytes(UTF_8);
    long seed = Long.getLong("probity.seed", 7L);
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = intact.clone();
      damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(96) + 32);

      // When
      ProfileParse parse = ProfileReader.read(Bytes.copyOf(damaged));

      // Then
      assertNotNull(parse, "seed " + seed + ", round " + i);
    }
  }
}
