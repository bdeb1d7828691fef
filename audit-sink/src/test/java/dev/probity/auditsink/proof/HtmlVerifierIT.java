// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/verifiers/verify.html} in a real browser, opened from disk, on our bundles. */
class HtmlVerifierIT {
  private static final DecidedLedger LEDGER = new DecidedLedger(20);
  private static final String PAGE = "docs/verifiers/verify.html";

  @TempDir private Path folder = Path.of("");

  private String verdict(Browser browser, byte[] bundle, String policy)
      throws IOException, InterruptedException {
    Path file = Files.write(Files.createTempFile(folder, "bundle", ".zip"), bundle);
    browser.open(Peer.repository(PAGE).toUri());
    browser.script("document.getElementById('policy').value = arguments[0]", policy);
    browser.type("#bundle", file.toString());
    return browser.await("#verdict", text -> text.startsWith("OK") || text.startsWith("INVALID"));
  }

  @Test
  void thePageReachesForNothing() throws IOException {
    String page = Files.readString(Peer.repository(PAGE));

    assertTrue(page.contains("default-src 'none'"), "no content security policy");
    assertFalse(
        page.matches(
            "(?s).*(https?:|src=|href=|import\\s|import\\(|fetch\\(|XMLHttp|WebSocket).*"));
  }

  @Test
  void acceptsOurBundlesAndRefusesEveryTamperedOneThatWeRefuse()
      throws IOException, InterruptedException {
    Cosigner witness = new Cosigner("council.example", new byte[32]);
    String wanting = Policy.text(VerifierRun.SIGNER.key(), witness.key());
    Bytes note = LEDGER.note(witness.cosign(LEDGER.head(), 1_767_225_660));
    String id = LEDGER.predictions.get(7).id();
    byte[] witnessed = ProofBundle.write(id, LEDGER.evidence(7), note, wanting);
    byte[] sound = LEDGER.bundle(7);
    try (Browser browser = Browser.start(folder)) {
      // Then: sound ones
      assertEquals(
          "OK: decision "
              + id
              + " in a ledger of 80 entries, signed by ledger.test.example; no witness.",
          verdict(browser, sound, DecidedLedger.POLICY));
      assertTrue(
          verdict(browser, witnessed, wanting)
              .endsWith("signed by council.example, ledger.test.example."));
      assertEquals(
          "0", browser.script("return '' + performance.getEntriesByType('resource').length"));

      // Then: a wrong key, a missing witness, and everything tampered with
      assertTrue(verdict(browser, sound, wanting).contains("the witness has not cosigned"));
      List<String> accepted = new ArrayList<>();
      Map<String, byte[]> tampered = TamperedBundles.of(sound);
      for (Map.Entry<String, byte[]> each : tampered.entrySet()) {
        if (!verdict(browser, each.getValue(), DecidedLedger.POLICY).startsWith("INVALID")) {
          accepted.add(each.getKey());
        }
      }
      assertEquals(List.of(), accepted);
      System.out.println("the page refused " + tampered.size() + " of " + tampered.size());
    }
  }
}
