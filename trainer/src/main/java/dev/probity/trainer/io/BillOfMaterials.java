// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelDigest;
import dev.probity.trainer.TrainingSources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The list of the software that trains (CycloneDX 1.6), as the build put it into the program. */
final class BillOfMaterials {
  private static final String SHIPPED = "/META-INF/sbom/trainer.cdx.json";

  private BillOfMaterials() {}

  /** What trains, when its sources are of this commit. */
  static TrainingSources sources(@Nullable String codeCommit) {
    return new TrainingSources(codeCommit, digest());
  }

  /** The digest of the list; null in a program that was built without one. */
  static @Nullable String digest() {
    try (InputStream file = BillOfMaterials.class.getResourceAsStream(SHIPPED)) {
      return file == null ? null : ModelDigest.sha256(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(SHIPPED, e);
    }
  }
}
