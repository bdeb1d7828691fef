// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.ReasonCatalogue;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The words of reasons that ship with the product. */
public final class CatalogueFile {
  private static final String SHIPPED = "/dev/probity/explainer/reasons-v1.properties";

  private CatalogueFile() {}

  /** Reads the catalogue out of the program. */
  public static ReasonCatalogue shipped() {
    try (InputStream file = CatalogueFile.class.getResourceAsStream(SHIPPED)) {
      if (file == null) {
        throw new IllegalStateException(SHIPPED + " is not in the program");
      }
      return ReasonCatalogue.parse(Bytes.copyOf(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(SHIPPED, e);
    }
  }
}
