// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version and commit as the build wrote them, and the formats this build reads and writes. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties built = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("/probity-build.properties")) {
      if (file != null) {
        built.load(file);
      }
    }
    return new String[] {
      "probity " + built.getProperty("version", "unknown"),
      "commit " + built.getProperty("commit", "unknown"),
      "formats: records v1, ledger entries v1, release bundles v1"
    };
  }
}
