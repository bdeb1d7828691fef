// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.ModelDigest;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.data.DatasetRepositoryKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetRepositoryTest extends DatasetRepositoryKit {
  @TempDir private Path folder;

  @Override
  protected DatasetRepository repository() {
    return new FolderDatasetRepository(folder.resolve("datasets"), InstantSource.system());
  }

  @Override
  protected void damage(byte[] content) throws IOException {
    Path file = folder.resolve("datasets/objects").resolve(ModelDigest.sha256(content));
    Files.writeString(file, "tampered");
  }

  @AfterEach
  void nothingHalfWrittenIsLeft() throws IOException {
    Path root = folder.resolve("datasets");
    if (Files.isDirectory(root)) {
      try (var files = Files.list(root)) {
        assertEquals(
            0, files.filter(file -> file.getFileName().toString().startsWith("draft-")).count());
      }
    }
  }
}
