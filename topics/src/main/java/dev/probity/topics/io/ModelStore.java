// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where release bundles lie, each under its digest. The store is not trusted: who fetches a bundle
 * verifies digest and signature before parsing a byte of it.
 */
public interface ModelStore {

  /**
   * The files of a bundle by name.
   *
   * @param digest the release digest, 64 lower-case hexadecimal digits
   * @return null when the store answers that it holds no such bundle
   * @throws OutageException when the store does not answer
   */
  @Nullable Map<String, byte[]> fetch(String digest) throws OutageException;
}
