// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A random sample whose draw anybody can repeat: the {@code n} entries with the smallest
 * SHA-256({@code probity/v1/sample\n} ‖ seed ‖ {@code \n} ‖ idx), seed and idx in decimal. The
 * auditor names the seed, so the operator cannot choose what is looked at. Every entry is drawn
 * with the same probability, in whatever order they come; it needs memory for {@code n} of them.
 *
 * <p>Example: of the entries 0 to 9, seed 1 and n = 2 draw 1 and 6.
 */
public final class AuditSample {
  private static final Comparator<Drawn> SMALLEST_FIRST =
      Comparator.comparing(drawn -> drawn.rank.toString());

  private final int wanted;
  private final String prefix;
  private final MessageDigest sha256 = TreeHasher.sha256();
  private final PriorityQueue<Drawn> kept = new PriorityQueue<>(SMALLEST_FIRST.reversed());
  private long offered;

  private record Drawn(Hash rank, long idx) {}

  /** A sample of {@code n} entries, fewer when fewer are offered. */
  public AuditSample(int n, long seed) {
    if (n < 1 || n > 100_000) {
      throw new IllegalArgumentException("sample of " + n + ", expected 1 to 100,000");
    }
    this.wanted = n;
    this.prefix = "probity/v1/sample\n" + seed + "\n";
  }

  /** Takes an entry into the draw. */
  public void offer(long idx) {
    offered++;
    Hash rank = Hash.of(sha256.digest((prefix + idx).getBytes(StandardCharsets.US_ASCII)));
    kept.add(new Drawn(rank, idx));
    if (kept.size() > wanted) {
      kept.remove();
    }
  }

  /** How many were in the draw. */
  public long offered() {
    return offered;
  }

  /** The drawn entries by idx. */
  public List<Long> drawn() {
    return kept.stream().map(Drawn::idx).sorted().toList();
  }
}
