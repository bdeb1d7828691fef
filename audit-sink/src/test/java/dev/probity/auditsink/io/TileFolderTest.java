// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.io.S3Access;
import dev.probity.topics.io.S3Address;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileFolderTest extends ObjectStoreContract {
  @TempDir private Path folder = Path.of("");

  @Override
  ObjectStore empty() {
    return ObjectStore.at(folder.resolve("archive").toString());
  }

  @Override
  ObjectStore.Kept lock() {
    return ObjectStore.Kept.UNLOCKED;
  }

  @Test
  void anAddressIsABucketAndAPrefix() {
    assertEquals(new S3Address("ledger", ""), S3Address.parse("s3://ledger"));
    assertEquals(new S3Address("ledger", "a/b/"), S3Address.parse("s3://ledger/a/b"));
    assertEquals("s3://ledger/a/", S3Address.parse("s3://ledger/a/").toString());
    for (String wrong : new String[] {"s3://", "s3://A", "s3://ledger/a b", "s3:ledger"}) {
      assertThrows(IllegalArgumentException.class, () -> S3Address.parse(wrong), wrong);
    }
  }

  @Test
  void accessComesFromTheUsualVariablesAndSaysWhichIsMissing() {
    Map<String, String> variables =
        Map.of("AWS_ACCESS_KEY_ID", "archiver", "AWS_SECRET_ACCESS_KEY", "hidden");
    S3Access access = S3Access.of(variables);
    assertEquals("https://s3.us-east-1.amazonaws.com as archiver", access.toString());
    IllegalArgumentException missing =
        assertThrows(
            IllegalArgumentException.class,
            () -> S3Access.of(Map.of("AWS_ACCESS_KEY_ID", "archiver")));
    assertEquals(
        "an s3:// address needs AWS_SECRET_ACCESS_KEY in the environment, and"
            + " AWS_ENDPOINT_URL_S3 when the store is not Amazon's",
        missing.getMessage());
  }
}
