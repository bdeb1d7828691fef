// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import io.minio.MinioClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import okhttp3.OkHttpClient;

/**
 * How a store that speaks S3 is reached.
 *
 * @param endpoint where it listens
 * @param region its region
 * @param accessKey who asks
 * @param secretKey the secret of who asks
 */
public record S3Access(URI endpoint, String region, String accessKey, String secretKey) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Reads the variables that every S3 tool reads. */
  public static S3Access of(Map<String, String> environment) {
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

  /** A client that gives up after its time, and sends small objects at once. */
  public MinioClient connect() {
    OkHttpClient http =
        new OkHttpClient.Builder()
            .socketFactory(new PromptSockets())
            .connectTimeout(CONNECT)
            .readTimeout(ANSWER)
            .writeTimeout(ANSWER)
            .callTimeout(ANSWER.multipliedBy(2))
            .build();
    return MinioClient.builder()
        .endpoint(endpoint.toString())
        .region(region)
        .credentials(accessKey, secretKey)
        .httpClient(http)
        .build();
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
