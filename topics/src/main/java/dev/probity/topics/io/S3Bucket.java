// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Objects below a prefix of a bucket, on any server that speaks S3. */
final class S3Bucket implements ObjectBucket {
  private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchObject", "NotFound");

  private final S3Address address;
  private final MinioClient client;

  S3Bucket(S3Address address, S3Access access) {
    this.address = address;
    this.client = access.connect();
  }

  /** One call of the client. */
  private interface Call<T> {
    T run() throws MinioException, IOException;
  }

  /** Null when the server says that there is no such object. */
  private <T> @Nullable T call(String what, String name, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (ErrorResponseException e) {
      String code = e.errorResponse().code();
      if (ABSENT.contains(code)) {
        return null;
      }
      throw new IOException(
          "%s of %s was refused, %s. Maybe look at the bucket and its rights"
              .formatted(what, address(name), code),
          e);
      // The client wraps a refused connection in an IllegalStateException.
    } catch (MinioException | IllegalStateException e) {
      throw new IOException("%s of %s failed".formatted(what, address(name)), e);
    }
  }

  @Override
  public byte @Nullable [] get(String name, int most) throws IOException {
    GetObjectArgs args =
        GetObjectArgs.builder().bucket(address.bucket()).object(address.prefix() + name).build();
    return call(
        "reading",
        name,
        () -> {
          try (InputStream in = client.getObject(args)) {
            return ObjectBucket.bounded(in.readNBytes(most + 1), most, address(name));
          }
        });
  }

  @Override
  public boolean has(String name) throws IOException {
    StatObjectArgs args =
        StatObjectArgs.builder().bucket(address.bucket()).object(address.prefix() + name).build();
    return call("looking", name, () -> client.statObject(args)) != null;
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    PutObjectArgs args =
        PutObjectArgs.builder()
            .bucket(address.bucket())
            .object(address.prefix() + name)
            .contentType("application/zip")
            .data(bytes, bytes.length)
            .build();
    if (call("writing", name, () -> client.putObject(args)) == null) {
      throw new IOException("there is no bucket for " + address(name));
    }
  }

  @Override
  public String address(String name) {
    return address + name;
  }
}
