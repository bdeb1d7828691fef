// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who acts: what a token that holds says about its holder.
 *
 * @param subject the name that stands as actor in every record
 * @param roles what the holder may do
 */
public record Principal(String subject, Set<String> roles) {
  /** Copies the roles. */
  public Principal {
    roles = Set.copyOf(roles);
  }

  /**
   * The holder of a token in a role that the act needs.
   *
   * @param data the folder whose key signs the tokens that hold
   * @param token the file of the token; null for the first principal of the first role
   * @param roles who may act
   * @throws RefusedStartException when the token does not hold, or names another role
   */
  public static Principal acting(Path data, @Nullable Path token, String... roles)
      throws IOException {
    DataFolder folder = DataFolder.view(data);
    Path file = token == null ? folder.token(roles[0] + "-1") : token;
    if (!Files.isReadable(file)) {
      throw new RefusedStartException(
          "there is no token "
              + file
              + " that can be read\nMaybe start the folder once with:"
              + " probity up --data "
              + data);
    }
    Principal found = Identity.verify(folder, file);
    for (String role : roles) {
      if (found.roles().contains(role)) {
        return found;
      }
    }
    throw new RefusedStartException(
        "%s is %s, and may not do this\nMaybe take another token: --token %s"
            .formatted(
                found.subject(), String.join(", ", found.roles()), folder.token(roles[0] + "-1")));
  }
}
