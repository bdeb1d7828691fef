// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.topics.io.S3Access;
import dev.probity.topics.io.S3Address;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.minio.messages.Retention;
import io.minio.messages.RetentionMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A bucket behind any server that speaks S3. Calls are bounded in time and tried a few times. */
final class S3Store implements ObjectStore {
  private static final int TRIES = 3;
  private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchObject", "NotFound");
  private static final Set<String> NO_LOCK =
      Set.of("NotImplemented", "InvalidRequest", "ObjectLockConfigurationNotFoundError");

  private final S3Address address;
  private final MinioClient client;
  private volatile boolean locks = true;

  S3Store(S3Address address, S3Access access) {
    this.address = address;
    this.client = access.connect();
  }

  /** One call of the client. */
  private interface Call<T> {
    T run() throws MinioException, IOException;
  }

  private <T> T call(String what, String name, Call<T> call) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.run();
      } catch (ErrorResponseException e) {
        throw new StoreException(
            "%s%s: %s was refused, %s. Maybe look at the bucket and its rights"
                .formatted(address, name, what, e.errorResponse().code()),
            e.errorResponse().code());
        // The client wraps a refused connection in an IllegalStateException.
      } catch (MinioException | IOException | IllegalStateException e) {
        if (attempt == TRIES) {
          throw new IOException(
              "%s%s: %s failed %d times. Maybe look whether the store is up"
                  .formatted(address, name, what, TRIES),
              e);
        }
      }
    }
  }

  /** An answer of the store that says no. */
  private static final class StoreException extends IOException {
    private static final long serialVersionUID = 1;

    private final String code;

    StoreException(String message, String code) {
      super(message);
      this.code = code;
    }
  }

  private String key(String name) {
    return address.prefix() + name;
  }

  @Override
  public byte @Nullable [] read(String name) {
    GetObjectArgs args = GetObjectArgs.builder().bucket(address.bucket()).object(key(name)).build();
    try {
      return call("reading", name, () -> bytes(args));
    } catch (StoreException e) {
      if (ABSENT.contains(e.code)) {
        return null;
      }
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(GetObjectArgs args) throws MinioException, IOException {
    try (InputStream in = client.getObject(args)) {
      byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
      if (bytes.length > LARGEST_BYTES) {
        throw new IllegalArgumentException(
            address + args.object() + " is larger than any object of a log");
      }
      return bytes;
    }
  }

  @Override
  public boolean has(String name) throws IOException {
    StatObjectArgs args =
        StatObjectArgs.builder().bucket(address.bucket()).object(key(name)).build();
    try {
      return call("looking", name, () -> client.statObject(args)) != null;
    } catch (StoreException e) {
      if (ABSENT.contains(e.code)) {
        return false;
      }
      throw e;
    }
  }

  /** By bisection: each look is a call. */
  @Override
  public int present(List<String> names) throws IOException {
    int known = 0;
    int missing = names.size();
    while (known < missing) {
      int middle = (known + missing) >>> 1;
      if (has(names.get(middle))) {
        known = middle + 1;
      } else {
        missing = middle;
      }
    }
    return known;
  }

  @Override
  public void write(String name, byte[] bytes) throws IOException {
    PutObjectArgs args = put(name, bytes).build();
    call("writing", name, () -> client.putObject(args));
  }

  private PutObjectArgs.Builder put(String name, byte[] bytes) {
    return PutObjectArgs.builder()
        .bucket(address.bucket())
        .object(key(name))
        .contentType("application/octet-stream")
        .data(bytes, bytes.length);
  }

  @Override
  public Kept keep(String name, byte[] bytes, Instant until) throws IOException {
    byte[] there = read(name);
    if (there != null) {
      if (!Arrays.equals(there, bytes)) {
        throw new IOException(address + name + " is there with other bytes, and must never change");
      }
      return locks ? Kept.LOCKED : Kept.UNLOCKED;
    }
    if (locks) {
      Retention retention = new Retention(RetentionMode.COMPLIANCE, until.atZone(ZoneOffset.UTC));
      PutObjectArgs args = put(name, bytes).retention(retention).build();
      try {
        call("locking", name, () -> client.putObject(args));
        return Kept.LOCKED;
      } catch (StoreException e) {
        if (!NO_LOCK.contains(e.code)) {
          throw e;
        }
        locks = false;
      }
    }
    write(name, bytes);
    return Kept.UNLOCKED;
  }

  @Override
  public void delete(String name) throws IOException {
    RemoveObjectArgs args =
        RemoveObjectArgs.builder().bucket(address.bucket()).object(key(name)).build();
    call(
        "deleting",
        name,
        () -> {
          client.removeObject(args);
          return Boolean.TRUE;
        });
  }

  @Override
  public @Nullable String last(String beginning) throws IOException {
    ListObjectsArgs args =
        ListObjectsArgs.builder().bucket(address.bucket()).prefix(key(beginning)).build();
    String last =
        call(
            "listing",
            beginning,
            () -> {
              String greatest = "";
              for (Result<Item> each : client.listObjects(args)) {
                String name = each.get().objectName();
                greatest = name.compareTo(greatest) > 0 ? name : greatest;
              }
              return greatest;
            });
    return last.isEmpty() ? null : last.substring(address.prefix().length());
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
