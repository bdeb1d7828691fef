// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.model.bundle.TrustedKey;
import dev.probity.topics.io.OutageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file with the keys that may sign releases, one vkey per line; read anew at each load. */
record TrustedKeysFile(Path file) implements Releases.KeyRing {

  @Override
  public List<TrustedKey> keys() throws OutageException {
    List<TrustedKey> keys = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          keys.add(TrustedKey.parse(line.strip()));
        }
      }
    } catch (IOException e) {
      throw new OutageException("trusted keys file " + file.getFileName() + " is not readable", e);
    } catch (IllegalArgumentException e) {
      throw new OutageException("trusted keys file " + file.getFileName() + " holds no vkeys", e);
    }
    return keys;
  }
}
