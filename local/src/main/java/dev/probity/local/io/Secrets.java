// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.io.LedgerSchema;
import dev.probity.auditsink.io.VaultFiles;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.model.bundle.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keys and passwords of one installation, drawn at its first start and never shown. */
final class Secrets {
  static final String LEDGER_KEY = "ledger.key";
  static final String TRUSTED = "models.trusted";
  private static final String ROLES = "/db/roles.sql";
  static final String ORIGIN = "ledger.probity.local";
  private static final String SIGNS_MODELS = "probity-trainer";
  private static final String MODELS_KEY = "models.key";
  private static final String KEK = "vault.kek";
  private static final String PSEUDONYMS = "vault.pseudonyms";
  private static final List<String> LOGINS =
      List.of(
          LedgerSchema.OWNER,
          LedgerSchema.WRITER,
          LedgerSchema.READER,
          LedgerSchema.RETENTION,
          LedgerSchema.ERASER);

  private Secrets() {}

  /** Draws what is missing and returns the settings that lead the modules to it. */
  static Map<String, String> prepare(DataFolder folder) throws IOException {
    Path ledger = folder.key(LEDGER_KEY);
    Path models = folder.key(MODELS_KEY);
    Path trusted = folder.key(TRUSTED);
    PrivateFiles.once(ledger, Secrets::seed);
    VaultFiles vault = vault(folder);
    PrivateFiles.once(vault.kek(), Secrets::seed);
    PrivateFiles.once(vault.pseudonyms(), Secrets::seed);
    String seed = PrivateFiles.once(models, Secrets::seed);
    SigningKey signs = SigningKey.of(SIGNS_MODELS, Base64.getDecoder().decode(seed));
    PrivateFiles.write(trusted, signs.trusted().vkey() + "\n");
    for (String login : LOGINS) {
      folder.password(login);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("probity.audit.signing-key-file", ledger.toString());
    LedgerKeys.previousFile(folder)
        .ifPresent(
            file -> settings.put("probity.audit.previous-signing-key-file", file.toString()));
    settings.put("probity.audit.kek-file", vault.kek().toString());
    settings.put("probity.audit.pseudonym-key-file", vault.pseudonyms().toString());
    settings.put("probity.pg.eraser.user", LedgerSchema.ERASER);
    settings.put(
        "probity.pg.eraser.password-file", folder.passwordFile(LedgerSchema.ERASER).toString());
    settings.put("probity.audit.origin", ORIGIN);
    settings.putAll(signing(folder));
    settings.put("probity.models.trusted-keys-file", trusted.toString());
    settings.put("probity.pg.user", LedgerSchema.WRITER);
    settings.put("probity.pg.password-file", folder.passwordFile(LedgerSchema.WRITER).toString());
    settings.put("probity.pg.owner.user", LedgerSchema.OWNER);
    settings.put(
        "probity.pg.owner.password-file", folder.passwordFile(LedgerSchema.OWNER).toString());
    return settings;
  }

  /** The settings that lead to the key that signs releases. */
  static Map<String, String> signing(DataFolder folder) {
    return Map.of(
        "probity.trainer.signing-key-file",
        folder.key(MODELS_KEY).toString(),
        "probity.trainer.signing-key-name",
        SIGNS_MODELS);
  }

  /** The keys of people's records; they must never be lost before the records. */
  static VaultFiles vault(DataFolder folder) {
    return new VaultFiles(folder.key(KEK), folder.key(PSEUDONYMS));
  }

  /** Makes the ledger's database and logins; running it again sets the passwords anew. */
  static void admit(DataFolder folder, EmbeddedPostgres postgres, String database)
      throws IOException {
    postgres.install(database, script());
    for (String login : LOGINS) {
      postgres.setPassword(login, folder.password(login));
    }
  }

  /** The key that signs the heads of this installation's ledger. */
  static VerifierKey ledgerKey(DataFolder folder) throws IOException {
    return LedgerKeys.signer(folder).key();
  }

  private static String script() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(LedgerSchema.class.getResourceAsStream(ROLES), ROLES)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A fresh seed in base64. */
  static String seed() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    return Base64.getEncoder().encodeToString(seed);
  }
}
