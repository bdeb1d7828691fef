// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  private record Sample(String text, int rows, Duration every, boolean on, Path folder) {}

  private static Sample sample(ConfigReader reader) {
    return new Sample(
        reader.text("probity.sample.text", "plain", "A text"),
        reader.whole("probity.sample.rows", 10, 1, 1000, "A number"),
        reader.duration("probity.sample.every", Duration.ofSeconds(5), "A time"),
        reader.flag("probity.sample.on", true, "A switch"),
        reader.path("probity.sample.folder", "data", "A folder"));
  }

  @Test
  void takesDefaultsWhereNothingIsConfigured() {
    ConfigKit.assertDefaults(
        Map.of(),
        ConfigReaderTest::sample,
        new Sample("plain", 10, Duration.ofSeconds(5), true, Path.of("data")));
  }

  @Test
  void readsEveryKey() {
    ConfigKit.assertMapsEveryKey(
        Map.of(
            "probity.sample.text", "other",
            "probity.sample.rows", " 999 ",
            "probity.sample.every", "2m",
            "probity.sample.on", "false",
            "probity.sample.folder", "/tmp/x"),
        ConfigReaderTest::sample,
        new Sample("other", 999, Duration.ofMinutes(2), false, Path.of("/tmp/x")));
  }

  @Test
  void namesEveryProblemAtOnce() {
    // Given
    Map<String, String> values =
        Map.of(
            "probity.sample.rows", "0",
            "probity.sample.every", "soon",
            "probity.sample.on", "yes");

    // When
    String message = failure(values, ConfigReaderTest::sample);

    // Then
    assertTrue(message.contains("probity.sample.rows = 0, expected a whole number"), message);
    assertTrue(message.contains("probity.sample.every = soon, expected a duration"), message);
    assertTrue(message.contains("probity.sample.on = yes, expected true or false"), message);
  }

  private static String failure(Map<String, String> values, Function<ConfigReader, ?> read) {
    return assertThrows(IllegalArgumentException.class, () -> ConfigReader.parse(values, read))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "PT5S,5000",
    "5s,5000",
    "250ms,250",
    "2h,7200000",
    "1d,86400000",
    "P1D,86400000",
    "3m,180000"
  })
  void readsDurationsInBothForms(String text, long millis) {
    // Given
    ConfigReader reader = new ConfigReader(Map.of("k", text));

    // When, Then
    assertEquals(Duration.ofMillis(millis), reader.duration("k", Duration.ofDays(9), "A time"));
  }

  @ParameterizedTest
  @CsvSource({"0s", "-5s", "PT0S", "PT-1S", "5", "5 s", "5w", "12345678901s"})
  void refusesDurationsThatAreNone(String text) {
    assertTrue(
        failure(Map.of("k", text), reader -> reader.duration("k", Duration.ofDays(9), "A time"))
            .contains("expected a duration above zero"));
  }

  @Test
  void missingKeyWithoutDefaultIsAProblemWithAnExample() {
    assertEquals(
        "configuration cannot be used:\n"
            + "  probity.pg.url is missing, expected a text such as jdbc:postgresql://host/db",
        failure(
            Map.of(),
            reader -> reader.required("probity.pg.url", "jdbc:postgresql://host/db", "Database")));
  }

  @Test
  void emptyOptionalValueIsNone() {
    // Given
    ConfigReader reader = new ConfigReader(Map.of("a", "", "b", "x"));

    // When, Then
    assertNull(reader.optional("a", "A"));
    assertNull(reader.optionalPath("c", "C"));
    assertEquals("x", reader.optional("b", "B"));
    assertEquals(Path.of("x"), reader.optionalPath("b", "B"));
  }

  @Test
  void refusesAWordOutsideTheList() {
    assertTrue(
        failure(
                Map.of("k", "blue"),
                reader -> reader.choice("k", "red", List.of("red", "green"), "A colour"))
            .contains("k = blue, expected one of red, green"));
  }

  @Test
  void unknownKeyNamesTheNearestKnownOne() {
    // When
    String message =
        failure(
            Map.of("probity.sample.row", "5", "probity.other.x", "1"),
            reader -> {
              Sample sample = sample(reader);
              reader.noOthers("probity.sample.");
              return sample;
            });

    // Then
    assertTrue(message.contains("probity.sample.row is not a key"), message);
    assertTrue(message.contains("Maybe probity.sample.rows is meant"), message);
    assertFalse(message.contains("probity.other"), message);
  }

  @Test
  void oldNameOfAKeyIsStillRead() {
    // Given
    ConfigReader reader =
        new ConfigReader(Map.of("probity.old", "7"))
            .renamed("probity.old", "probity.sample.rows")
            .renamed("probity.older", "probity.sample.text");

    // When
    Sample sample = sample(reader);

    // Then
    assertEquals(7, sample.rows());
    assertEquals(List.of("probity.old is now called probity.sample.rows"), reader.warnings());
  }

  @Test
  void secretsAreNotShown() {
    // Given
    ConfigReader reader = new ConfigReader(Map.of());

    // When
    String message =
        failure(
            Map.of(),
            r -> {
              r.problem("probity.pg.password", "hunter2", "nothing here");
              return "";
            });

    // Then
    assertTrue(message.contains("****") && !message.contains("hunter2"), message);
    reader.text("kafka.sasl.jaas.config", "", "Secret");
    reader.path("probity.pg.password-file", "x", "Not secret itself");
    assertTrue(reader.keys().get(0).secret());
    assertFalse(reader.keys().get(1).secret());
  }

  @Test
  void keyKnowsItsEnvironmentVariable() {
    assertEquals(
        "PROBITY_TOPICS_PREFIX",
        new ConfigKey("probity.topics.prefix", "text", "", "Prefix").environment());
  }

  @Test
  void problemOfTheRecordItselfIsReportedLikeAnyOther() {
    assertTrue(
        failure(
                Map.of(),
                reader -> {
                  throw new IllegalArgumentException("low is above high");
                })
            .contains("low is above high"));
  }

  @ParameterizedTest
  @CsvSource({"kitten,sitting,3", "rows,rows,0", "'',abc,3", "abc,'',3"})
  void distanceCountsLettersThatDiffer(String a, String b, int distance) {
    assertEquals(distance, ConfigReader.distance(a, b));
  }
}
