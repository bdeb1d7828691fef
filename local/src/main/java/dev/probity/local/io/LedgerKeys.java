// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a folder's ledger: the one that signs, the one it takes over from, and the public
 * halves of all before, with what was revoked. The latter are kept as a policy file.
 */
final class LedgerKeys {
  private static final String PREVIOUS = "ledger.previous.key";
  private static final String FORMER = "ledger.former-keys";
  private static final String NONE = "quorum none\n";

  private LedgerKeys() {}

  /** Who signs the heads. */
  static NoteSigner signer(DataFolder folder) throws IOException {
    String seed = PrivateFiles.once(folder.key(Secrets.LEDGER_KEY), Secrets::seed);
    return new NoteSigner(Secrets.ORIGIN, Base64.getDecoder().decode(seed));
  }

  /** The seed that signed before, when there was one. */
  static Optional<Path> previousFile(DataFolder folder) {
    Path file = folder.key(PREVIOUS);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Whom this installation believes, as a policy file. */
  static String policyText(DataFolder folder) throws IOException {
    String witness = Configured.with(Map.of()).get("probity.audit.witness.key");
    Policy former = former(folder);
    List<VerifierKey> logs = new ArrayList<>(former == null ? List.of() : former.logs());
    VerifierKey current = signer(folder).key();
    if (!logs.contains(current)) {
      logs.add(current);
    }
    return Policy.text(
        logs,
        former == null ? Map.of() : former.revoked(),
        witness == null ? null : VerifierKey.parse(witness));
  }

  private static @Nullable Policy former(DataFolder folder) throws IOException {
    Path file = folder.key(FORMER);
    return Files.isRegularFile(file) ? Policy.parse(Files.readAllBytes(file)) : null;
  }

  private static void add(DataFolder folder, String line) throws IOException {
    Path file = folder.key(FORMER);
    String known =
        Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : NONE;
    PrivateFiles.write(file, line + "\n" + known);
  }

  /** Draws a new key and gives the old one; the steps may be repeated after a crash. */
  static VerifierKey rotate(DataFolder folder) throws IOException {
    VerifierKey old = signer(folder).key();
    Policy former = former(folder);
    if (former == null || !former.logs().contains(old)) {
      add(folder, "log " + old);
    }
    Path current = folder.key(Secrets.LEDGER_KEY);
    PrivateFiles.write(folder.key(PREVIOUS), Files.readString(current));
    PrivateFiles.write(current, Secrets.seed() + "\n");
    return old;
  }

  /** Believes a key no more beyond a size. */
  static void revoke(DataFolder folder, VerifierKey key, long size) throws IOException {
    add(folder, "#revoked " + size + " " + key);
  }
}
