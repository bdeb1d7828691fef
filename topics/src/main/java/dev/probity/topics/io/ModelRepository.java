// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.io.IOException;
import java.util.Map;

/** A model store that releases are published in. */
public interface ModelRepository extends ModelStore {
  /**
   * Publishes a bundle. One that is there already stays as it is: the digest names the content.
   *
   * @param digest the release digest, 64 lower-case hexadecimal digits
   * @param files the files of the bundle by name
   * @throws IOException when the store cannot be written
   * @throws IllegalArgumentException when the files are no bundle
   */
  void put(String digest, Map<String, byte[]> files) throws IOException;

  /** Where a bundle lies, as a release announces it: file:, s3: or mlflow-artifacts:. */
  String location(String digest);
}
