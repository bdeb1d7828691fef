// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelStoreSettingsTest {
  private static ModelStoreSettings settings(Map<String, String> values) {
    return ConfigReader.parse(values, ModelStoreSettings::read);
  }

  @Test
  void folderIsTheStoreUnlessAnotherIsNamed() {
    assertInstanceOf(FolderModelStore.class, settings(Map.of()).open());
    ModelRepository store =
        settings(
                Map.of(
                    "probity.models.location", "mlflow-artifacts:/releases",
                    "probity.mlflow.url", "http://127.0.0.1:5000"))
            .open();
    assertEquals(
        "mlflow-artifacts:/releases/" + "a".repeat(64) + ".zip", store.location("a".repeat(64)));
  }

  @Test
  void wrongPlacesAreNamed() {
    for (String wrong : new String[] {"ftp://x", "s3://", "/models", "mlflow-artifacts:/a b"}) {
      assertSays(Map.of("probity.models.location", wrong), "expected s3://bucket/prefix");
    }
    assertSays(
        Map.of("probity.models.location", "mlflow-artifacts:/releases"), "probity.mlflow.url");
  }

  @Test
  void addressThatCarriesASecretIsRefusedAndNotShown() {
    Map<String, String> values = Map.of("probity.mlflow.url", "http://user:secret@host");
    assertSays(values, "probity.mlflow.url = (not shown), expected http(s)://HOST");
    String said = assertThrows(IllegalArgumentException.class, () -> settings(values)).getMessage();
    assertFalse(said.contains("secret"), said);
  }

  private static void assertSays(Map<String, String> values, String wanted) {
    String said = assertThrows(IllegalArgumentException.class, () -> settings(values)).getMessage();
    assertTrue(said.contains(wanted), said);
  }
}
