// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket.
 *
 * @param bucket its name
 * @param prefix what names in it begin with, empty or ending in a slash
 */
public record S3Address(String bucket, String prefix) {
  /** What such an address begins with. */
  public static final String SCHEME = "s3://";

  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*))?");

  /**
   * Reads {@code s3://bucket/prefix}.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static S3Address parse(String address) {
    Matcher form = FORM.matcher(address);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "%s is no address of a store. Expected s3://bucket/prefix, or a folder"
              .formatted(address));
    }
    String prefix = form.group(2) == null ? "" : form.group(2);
    return new S3Address(
        form.group(1), prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + prefix;
  }
}
