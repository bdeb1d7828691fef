// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.value.Bytes;
import org.junit.jupiter.api.Test;

class ReasonCatalogueTest {
  private static final String WHOLE =
      "version=9\nraised=r\nlowered=l\none=o\nmany=m\nbetween=b\nquantity=q\nmissing=x\nunseen=u\n"
          + "rescaled=p\nshare=s\ncaveat=c\nguarded=g\n";

  @Test
  void refusesACatalogueWithoutOneOfItsTexts() {
    // Given
    Bytes file = Bytes.utf8(WHOLE.replace("missing=x\n", ""));
    // When
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ReasonCatalogue.parse(file));
    // Then
    assertTrue(refused.getMessage().contains("missing"));
  }

  @Test
  void refusesATextNobodyReads() {
    // Given
    Bytes file = Bytes.utf8(WHOLE + "typo=t\n");
    // When
    // Then
    assertThrows(IllegalArgumentException.class, () -> ReasonCatalogue.parse(file));
  }

  @Test
  void anotherWordIsAnotherDigest() {
    // Given
    Bytes file = Bytes.utf8(WHOLE);
    // When
    ReasonCatalogue catalogue = ReasonCatalogue.parse(file);
    // Then
    assertEquals("9", catalogue.version());
    assertEquals(catalogue, ReasonCatalogue.parse(file));
    assertNotEquals(
        catalogue.digest(), ReasonCatalogue.parse(Bytes.utf8(WHOLE.replace("=x", "=y"))).digest());
  }

  @Test
  void theCatalogueThatShipsIsComplete() {
    assertEquals("1", FixedReleases.catalogue().version());
  }
}
