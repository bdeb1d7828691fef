// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.value.Check;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bundles on a server, an archive each, and those used before on the local disk too: what is there
 * is not asked for again, so that a restart needs no server.
 */
final class RemoteModelStore implements ModelRepository {
  private static final System.Logger LOG = System.getLogger(RemoteModelStore.class.getName());

  private final ObjectBucket bucket;
  private final ArchiveCache cache;

  RemoteModelStore(ObjectBucket bucket, ArchiveCache cache) {
    this.bucket = bucket;
    this.cache = cache;
  }

  private static String name(String digest) {
    return Check.digest(digest, "digest") + ".zip";
  }

  @Override
  public @Nullable Map<String, byte[]> fetch(String digest) throws OutageException {
    String name = name(digest);
    Map<String, byte[]> known = cached(digest);
    if (known != null) {
      return known;
    }
    byte[] archive;
    try {
      archive = bucket.get(name, BundleArchive.MAX_BYTES);
    } catch (IOException e) {
      throw new OutageException("model store: " + bucket.address(name) + " does not answer", e);
    }
    if (archive == null) {
      return null;
    }
    Map<String, byte[]> files;
    try {
      files = BundleArchive.unpack(archive);
    } catch (IOException e) {
      throw new OutageException(
          "model store: %s is no whole bundle, %s".formatted(bucket.address(name), e.getMessage()),
          e);
    }
    keep(digest, archive);
    return files;
  }

  /** A cached archive that is broken is thrown away, and fetched again. */
  private @Nullable Map<String, byte[]> cached(String digest) {
    try {
      byte[] archive = cache.get(digest);
      return archive == null ? null : BundleArchive.unpack(archive);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a cached release is not readable and is fetched again; digest={0} error={1}",
          digest,
          e.getMessage());
      try {
        cache.drop(digest);
      } catch (IOException stays) {
        LOG.log(System.Logger.Level.WARNING, "it cannot be removed; digest={0}", digest);
      }
      return null;
    }
  }

  /** A cache that cannot be written costs the next start a fetch, and nothing now. */
  private void keep(String digest, byte[] archive) {
    try {
      cache.put(digest, archive);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a release cannot be cached; digest={0} error={1}",
          digest,
          e.getClass().getSimpleName());
    }
  }

  @Override
  public void put(String digest, Map<String, byte[]> files) throws IOException {
    String name = name(digest);
    byte[] archive = BundleArchive.pack(files);
    if (!bucket.has(name)) {
      bucket.put(name, archive);
    }
  }

  @Override
  public String location(String digest) {
    return bucket.address(name(digest));
  }
}
