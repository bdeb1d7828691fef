// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.net.URI;
import java.util.Map;

/**
 * How a store that speaks S3 is reached.
 *
 * @param endpoint where it listens
 * @param region its region
 * @param accessKey who asks
 * @param secretKey the secret of who asks
 */
record S3Access(URI endpoint, String region, String accessKey, String secretKey) {
  /** Reads the variables that every S3 tool reads. */
  static S3Access of(Map<String, String> environment) {
    String region = environment.getOrDefault("AWS_REGION", "us-east-1");
    String endpoint =
        environment.getOrDefault(
            "AWS_ENDPOINT_URL_S3",
            environment.getOrDefault(
                "AWS_ENDPOINT_URL", "https://s3." + region + ".amazonaws.com"));
    return new S3Access(
        URI.create(endpoint),
        region,
        required(environment, "AWS_ACCESS_KEY_ID"),
        required(environment, "AWS_SECRET_ACCESS_KEY"));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "an s3:// address needs "
              + name
              + " in the environment, and "
              + "AWS_ENDPOINT_URL_S3 when the store is not Amazon's");
    }
    return value;
  }

  /** Says where and who, never the secret. */
  @Override
  public String toString() {
    return endpoint + " as " + accessKey;
  }
}
