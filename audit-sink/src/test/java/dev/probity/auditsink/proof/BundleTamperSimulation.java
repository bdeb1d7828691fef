// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.value.Bytes;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Every single byte of a proof bundle and of every file in it, changed one at a time. */
class BundleTamperSimulation {
  private static final DecidedLedger LEDGER = new DecidedLedger(20);
  private static final int CANDIDATE = 7;

  private static VerifyReport verify(byte[] bundle) {
    return BundleVerifier.verify(VerifierRun.POLICY, bundle);
  }

  private static SortedMap<String, Bytes> files() {
    return StoredZip.read(LEDGER.bundle(CANDIDATE));
  }

  @Test
  void everySingleByteOfABundleCounts() {
    byte[] bundle = LEDGER.bundle(CANDIDATE);
    for (int at = 0; at < bundle.length; at++) {
      bundle[at] ^= (byte) (1 << at % 8);
      assertEquals(6, verify(bundle).exitCode(), "byte " + at + " of " + bundle.length);
      bundle[at] ^= (byte) (1 << at % 8);
    }
    assertTrue(bundle.length > 10_000);
    assertEquals(0, verify(bundle).exitCode());
  }

  @Test
  void everyByteOfEveryFileCountsAlsoWhenTheZipIsMadeAnewAndTheEntryIsNamed() {
    for (String name : files().keySet()) {
      SortedMap<String, Bytes> files = files();
      byte[] content = Objects.requireNonNull(files.get(name)).toArray();
      for (int at = 0; at < content.length; at++) {
        content[at] ^= (byte) (1 << at % 8);
        files.put(name, Bytes.copyOf(content));
        VerifyReport report = verify(StoredZip.write(files));
        assertEquals(6, report.exitCode(), name + " byte " + at);
        if (name.matches("(entries|proofs)/.*")) {
          long idx = Long.parseLong(name.replaceAll("[^0-9]", ""));
          assertTrue(report.findings().stream().anyMatch(f -> f.firstIdx() == idx), name + at);
        }
        content[at] ^= (byte) (1 << at % 8);
      }
    }
  }
}
