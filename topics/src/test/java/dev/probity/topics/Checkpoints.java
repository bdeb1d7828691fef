// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.Checkpoint;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Checkpoints for tests. */
public final class Checkpoints {

  private Checkpoints() {}

  /** The published example: a log of three entries under the key of seed 00 to 1f. */
  public static Checkpoint example() {
    String origin = "ledger.probity.example";
    String root = "n7uul12rQnwsDtAvmIZwWN33QetD55Zz2WQOY2c+eqY=";
    String signature =
        "OQPG1wKKsn4V/PPRghPR+2gbgD61XauValYMdNdT5BrHXjzAuTZaalyi5HtbmJ7cEcPCKe82DVFh2HpB5X+lxhFIaQ4=";
    String note = origin + "\n3\n" + root + "\n\n\u2014 " + origin + " " + signature + "\n";
    return new Checkpoint(origin, 3, root, note);
  }

  /** A seeded checkpoint; its signature is none. */
  public static Checkpoint random(RandomGenerator random) {
    Draws draws = new Draws(random);
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    String root = Base64.getEncoder().encodeToString(hash);
    String origin = draws.word();
    long size = draws.count();
    String note = origin + "\n" + size + "\n" + root + "\n\n\u2014 " + origin + " AAAA\n";
    return new Checkpoint(origin, size, root, note);
  }
}
