// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerEntries;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives the ledger a new key. */
@Command(
    name = "rotate-key",
    description =
        "Draws a new key for the ledger of a folder that is stopped. The first head after the next"
            + " start is signed with both keys, which hands the log over, and an entry says so."
            + " Earlier proofs stay valid. With --revoke, heads beyond the newest one are not"
            + " believed any more when the old key alone signed them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or something runs in the folder, or a rotation is not finished",
      Exit.USAGE_LINE
    })
final class AuditRotateKeyCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Acting acting = new Acting();

  @Option(names = "--revoke", description = "The old key may be in other hands.")
  private boolean revoke;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    Principal who = acting.principal(common, "operator");
    try (LedgerAccess ledger = LedgerAccess.open(common.data())) {
      if (!ledger.alone()) {
        common.err().println("A process works in the folder and signs with the key");
        common.err().println("Maybe stop it first, and start it again afterwards");
        return Exit.SOFTWARE;
      }
      SignedNote head = newest(ledger);
      if (head != null && head.verifiedBy(List.of(ledger.key())).isEmpty()) {
        common.err().println("The current key has not signed a head yet: a rotation is under way");
        common.err().println("Maybe start the folder once, so that it is finished: probity up");
        return Exit.SOFTWARE;
      }
      long size = head == null ? 0 : Checkpoint.parse(head.text()).size();
      VerifierKey old = ledger.rotateKey();
      if (revoke) {
        ledger.revokeKey(old, size, who.subject());
      }
      tell(old, ledger.key(), size);
      return Exit.DONE;
    }
  }

  private static @Nullable SignedNote newest(LedgerAccess ledger) throws IOException {
    try (LedgerEntries entries = LedgerEntries.connect(ledger.reader())) {
      Bytes head = entries.newestHead();
      return head == null ? null : SignedNote.parse(head.toArray());
    }
  }

  private void tell(VerifierKey old, VerifierKey key, long size) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("previous", old.toString());
    fields.put("key", key.toString());
    fields.put("signedSize", size);
    fields.put("revoked", revoke);
    new Printer(common).object("probity.audit.rotate-key.v1", fields);
  }
}
