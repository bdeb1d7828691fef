// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.topics.io.S3Address;
import dev.probity.topics.io.S3Server;
import java.io.IOException;

/** Stores of the ledger on a server of the tests. */
final class S3Stores {
  private S3Stores() {}

  /** A store in a bucket that is made for it. */
  static S3Store in(S3Server server, String bucket) throws IOException {
    server.bucket(bucket);
    return new S3Store(new S3Address(bucket, "ledger/"), server.access());
  }
}
