// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Fixtures;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static final Manifest MANIFEST =
      Fixtures.manifest()
          .withFiles(List.of(new Manifest.FileEntry("trees.json", 12, "ef".repeat(32))));
  private static final String TEXT =
      new String(ManifestCodec.write(MANIFEST), StandardCharsets.UTF_8);

  @Test
  void readsBackWhatItWrites() {
    assertEquals(MANIFEST, read(TEXT));
  }

  @Test
  void membersStandInTheirFixedOrder() {
    assertEquals(
        List.of(
            "schema",
            "name",
            "version",
            "profile",
            "task",
            "features",
            "trees",
            "calibrator",
            "learner",
            "data",
            "fairness",
            "metrics",
            "files"),
        List.copyOf(Json.parseObject(TEXT.getBytes(StandardCharsets.UTF_8)).members().keySet()));
    assertTrue(TEXT.endsWith("}\n"));
    assertEquals(1, TEXT.lines().count());
  }

  @Test
  void identityCalibratorNeedsNoKnots() {
    // Given
    Manifest identity =
        new Manifest(
            MANIFEST.name(),
            MANIFEST.version(),
            MANIFEST.profile(),
            MANIFEST.task(),
            MANIFEST.spec(),
            MANIFEST.trees(),
            new Manifest.Calibration(new Calibrator.Identity(), 0, "", ""),
            MANIFEST.learner(),
            MANIFEST.data(),
            new Manifest.FairnessFacts(true, Map.of("1|0", 0.9, "1|1", 1.1), 0.9, 1.1, 999.5),
            Map.of(),
            List.of());
    // When
    byte[] bytes = ManifestCodec.write(identity);
    // Then
    assertEquals(identity, ManifestCodec.read(bytes));
  }

  @Test
  void everyMemberIsNeeded() {
    Json.ObjectValue json = Json.parseObject(TEXT.getBytes(StandardCharsets.UTF_8));
    for (String name : json.members().keySet()) {
      String without = TEXT.replace("\"" + name + "\":", "\"x-" + name + "\":");
      ModelRefusedException refusal =
          assertThrows(ModelRefusedException.class, () -> read(without), name);
      assertEquals(RefusalCode.MALFORMED, refusal.code());
    }
  }

  @Test
  void wrongValuesAreRefusedWithTheirCode() {
    refused(RefusalCode.UNSUPPORTED, "\"kind\":\"binary\"", "\"kind\":\"multiclass\"");
    refused(RefusalCode.UNSUPPORTED, "p > threshold", "p >= threshold");
    refused(RefusalCode.UNSUPPORTED, "xgboost-json", "onnx");
    refused(RefusalCode.UNSUPPORTED, "\"type\":\"isotonic\"", "\"type\":\"beta\"");
    refused(RefusalCode.MALFORMED, "\"threshold\":0.5", "\"threshold\":1.5");
    refused(RefusalCode.MALFORMED, "\"threshold\":0.5", "\"threshold\":\"0.5\"");
    refused(RefusalCode.MALFORMED, "\"name\":\"small\"", "\"name\":\" \"");
    refused(RefusalCode.MALFORMED, "\"cover\":\"hessian\"", "\"cover\":\"HESSIAN\"");
    refused(RefusalCode.MALFORMED, "\"count\":2", "\"count\":2000000000000");
    refused(RefusalCode.MALFORMED, "\"count\":2", "\"count\":2.0");
    refused(RefusalCode.MALFORMED, "\"x\":[0.1,0.9]", "\"x\":[0.9,0.1]");
    refused(RefusalCode.MALFORMED, "\"x\":[0.1,0.9]", "\"x\":[0.1]");
    refused(RefusalCode.MALFORMED, "\"clip\":[1.0E-6,0.999999]", "\"clip\":[0.5]");
    refused(RefusalCode.MALFORMED, "\"input\":\"score\"", "\"input\":\"logit\"");
    refused(RefusalCode.MALFORMED, "\"candidates-0\":[0,1000]", "\"candidates-0\":[0]");
    refused(RefusalCode.MALFORMED, "\"candidates-0\":[0,1000]", "\"candidates-0\":[9,1]");
    refused(RefusalCode.MALFORMED, "efefef", "EFEFEF");
    refused(RefusalCode.MALFORMED, "\"bytes\":12", "\"bytes\":-1");
  }

  @Test
  void wrongFeaturesAreRefused() {
    refused(RefusalCode.MALFORMED, "\"kind\":\"numeric\"", "\"kind\":\"text\"");
    refused(RefusalCode.MALFORMED, "\"type\":\"int\"", "\"type\":\"long\"");
    refused(RefusalCode.MALFORMED, "\"range\":[1.0,99.0]", "\"range\":[99.0,1.0]");
    refused(RefusalCode.MALFORMED, "\"range\":[1.0,99.0]", "\"range\":[1.0]");
    refused(RefusalCode.MALFORMED, "\"range\":[1.0,99.0]", "\"range\":[1.0,16777217]");
    refused(RefusalCode.MALFORMED, "[10,20,30]", "[10,30,20]");
    refused(RefusalCode.MALFORMED, "[10,20,30]", "[10,20.5,30]");
    refused(RefusalCode.MALFORMED, "[10,20,30]", "[]");
    refused(RefusalCode.MALFORMED, "[\"Oslo\",\"Paris\"]", "[\"Paris\",\"Oslo\"]");
    refused(RefusalCode.MALFORMED, "[\"Oslo\",\"Paris\"]", "[\"Oslo\",1]");
    refused(RefusalCode.MALFORMED, "\"missing\":\"refuse\"", "\"missing\":\"impute\"");
    refused(RefusalCode.MALFORMED, "\"unseen\":\"refuse\"", "\"unseen\":\"guess\"");
    refused(RefusalCode.MALFORMED, "\"direction\":\"increase\"", "\"direction\":\"up\"");
    refused(RefusalCode.MALFORMED, "\"name\":\"PAY\"", "\"name\":\"HOURS\"");
    refused(RefusalCode.MALFORMED, "\"mutable\":true", "\"mutable\":1");
  }

  @Test
  void mapsAreWrittenInNameOrderWhateverOrderTheyCameIn() {
    Manifest.LearnerFacts one =
        new Manifest.LearnerFacts("l", "1", Map.of("b", "2", "a", "1", "c", "3"), 1, 1, 0);
    assertEquals(List.of("a", "b", "c"), List.copyOf(one.params().keySet()));
  }

  private static void refused(RefusalCode code, String found, String replacement) {
    assertTrue(TEXT.contains(found), found);
    ModelRefusedException refusal =
        assertThrows(
            ModelRefusedException.class, () -> read(TEXT.replace(found, replacement)), replacement);
    assertEquals(code, refusal.code(), replacement);
  }

  private static Manifest read(String text) {
    return ManifestCodec.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
