// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.model.ModelDigest;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BillOfMaterialsTest {
  @Test
  void programCarriesTheListOfItsSoftwareAndReleasesNameIt() throws Exception {
    // Given
    byte[] file;
    try (InputStream shipped =
        BillOfMaterialsTest.class.getResourceAsStream("/META-INF/sbom/trainer.cdx.json")) {
      assertNotNull(shipped, "the build makes it");
      file = shipped.readAllBytes();
    }

    // When
    JsonNode list = new ObjectMapper().readTree(file);
    Set<String> names = new HashSet<>();
    list.path("components").forEach(one -> names.add(one.path("name").asText()));

    // Then: no time and no number of its own, so that the same software is the same digest
    assertEquals("CycloneDX", list.path("bomFormat").asText());
    assertTrue(
        names.contains("xgboost4j_2.12")
            && names.contains("smile-core")
            && names.contains("kafka-clients"),
        "" + names);
    assertFalse(names.contains("junit-jupiter-api"), "what only tests need trains nothing");
    assertFalse(list.has("serialNumber") || list.path("metadata").has("timestamp"));
    assertEquals(ModelDigest.sha256(file), BillOfMaterials.sources("abc").bomDigest());
    assertEquals("abc", BillOfMaterials.sources("abc").codeCommit());
  }
}
