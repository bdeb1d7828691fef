// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.S3Access;
import dev.probity.topics.io.S3Address;
import dev.probity.topics.io.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a server that speaks S3 but has no object lock, as its own process. */
@TestInstance(Lifecycle.PER_CLASS)
class S3StoreIT extends ObjectStoreContract {
  private final AtomicInteger buckets = new AtomicInteger();
  private S3Server server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    server = new S3Server(folder);
  }

  @AfterAll
  void stop() throws InterruptedException {
    server.close();
  }

  @Override
  ObjectStore empty() throws IOException {
    return S3Stores.in(server, "ledger-" + buckets.incrementAndGet());
  }

  @Override
  ObjectStore.Kept lock() {
    return ObjectStore.Kept.UNLOCKED;
  }

  @Test
  void aWrongSecretAndAMissingBucketSayWhereAndWhat() {
    S3Access wrong =
        new S3Access(server.access().endpoint(), "us-east-1", "archiver", "not-the-secret");
    IOException refused =
        assertThrows(
            IOException.class,
            () -> new S3Store(new S3Address("ledger-1", ""), wrong).write("a", new byte[1]));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("s3://ledger-1/a: writing was refused, "),
        refused.getMessage());
    IOException absent =
        assertThrows(
            IOException.class,
            () ->
                new S3Store(new S3Address("no-such-bucket", ""), server.access())
                    .write("a", new byte[1]));
    assertTrue(String.valueOf(absent.getMessage()).contains("NoSuchBucket"), absent.getMessage());
  }
}
