// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Principal;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who gives a command: the holder of a token, whose subject stands in every record of it. */
final class Acting {
  @Option(
      names = "--token",
      paramLabel = "FILE",
      description =
          "Token of who acts (default: in the data folder, that of the first principal whose role"
              + " may do this).")
  private @Nullable Path token;

  /** The holder, who must have one of the roles; the first role names the usual holder. */
  Principal principal(Common common, String... roles) throws IOException {
    return Principal.acting(common.data(), token, roles);
  }
}
