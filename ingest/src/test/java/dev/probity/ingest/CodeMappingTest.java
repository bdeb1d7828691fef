// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ReasonCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeMappingTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");

  @Test
  void columnsAndCodesBecomeTheProfiles() {
    CodeMapping mapping =
        read("{\"columns\":{\"SCHL\":\"degree\"},\"codes\":{\"SCHL\":{\"BSC\":21,\"22\":24}}}");
    List<String> names = mapping.names(List.of("id", "degree", "AGEP"));
    assertEquals(List.of("id", "SCHL", "AGEP"), names);
    assertEquals(List.of("C-1", "21", "33"), cells(mapping, names, "C-1", "BSC", "33"));
    assertEquals(List.of("C-1", "24", "33"), cells(mapping, names, "C-1", "22", "33"));
    assertEquals(List.of("C-1", "", "33"), cells(mapping, names, "C-1", "", "33"));
  }

  /** 21 is a code of the profile, but not one of the system's: nobody knows what it means there. */
  @Test
  void aCodeThatIsNotListedIsRefusedWithoutItsValue() {
    CodeMapping mapping = read("{\"codes\":{\"SCHL\":{\"BSC\":20}}}");
    Decoded.Invalid<?> invalid =
        assertInstanceOf(
            Decoded.Invalid.class, mapping.cells(List.of("SCHL", "AGEP"), List.of("21", "33")));
    assertEquals(ReasonCode.RANGE, invalid.code());
    assertTrue(invalid.describe().contains("/SCHL"), invalid.describe());
    assertFalse(invalid.describe().contains("21"), invalid.describe());
  }

  @Test
  void everythingThatIsWrongInAFileIsNamed() {
    refused(
        "{\"columns\":{\"NAME\":\"name\"},\"codes\":{\"AGE\":{}}}", "columns/NAME", "codes/AGE");
    refused("{\"columns\":{\"SCHL\":\"a\",\"AGEP\":\"a\"}}", "columns/AGEP");
    refused("{\"codes\":{\"SCHL\":{\"BSC\":true}}}", "codes/SCHL");
    refused("{\"code\":{}}", "code: expected");
    refused("{\"codes\":{\"SCHL\":{\"a\":1,\"a\":2}}}", "twice");
    refused("[]", "does not fit");
  }

  private static List<String> cells(CodeMapping mapping, List<String> names, String... cells) {
    return assertInstanceOf(Decoded.Valid.class, mapping.cells(names, List.of(cells))).value()
            instanceof List<?> found
        ? found.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static void refused(String json, String... words) {
    String message = assertThrows(IllegalArgumentException.class, () -> read(json)).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private static CodeMapping read(String json) {
    return CodeMapping.read(json.getBytes(UTF_8), PROFILE);
  }
}
