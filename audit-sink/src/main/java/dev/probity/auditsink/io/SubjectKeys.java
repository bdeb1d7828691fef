// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Draft;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.entry.BodyCipher;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.SubjectKey;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.auditsink.vault.WrappedKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Encrypts the bodies of a batch inside its transaction: one statement locks the keys of its
 * subjects against their eraser, one creates those that are missing. Keys once unwrapped are kept,
 * and used only while the database still holds the same wrapped bytes. Used by one thread.
 */
final class SubjectKeys {
  private static final int MOST_KEPT = 20_000;
  private static final String LOCK =
      "SELECT subject_ref, wrapped, kek_id FROM vault.subject_key WHERE subject_ref = ANY (?)"
          + " FOR KEY SHARE";
  private static final CopiedTable<WrappedKey> CREATE =
      new CopiedTable<WrappedKey>("vault.subject_key")
          .column("subject_ref", (out, key) -> out.hash(key.reference()))
          .column("wrapped", (out, key) -> out.bytes(key.wrapped()))
          .column("kek_id", (out, key) -> out.text(key.kekId()));

  private final VaultKeys vault;
  private final RandomGenerator random;
  private final BodyCipher cipher = new BodyCipher();
  private final Commitments commitments = new Commitments();
  private final Map<Hash, Kept> kept = new Forgetting();

  /**
   * Keys.
   *
   * @param random fit for keys
   */
  SubjectKeys(VaultKeys vault, RandomGenerator random) {
    this.vault = vault;
    this.random = random;
  }

  private record Kept(WrappedKey wrapped, SubjectKey key) {}

  /** Forgets the key that was not used for the longest. */
  private static final class Forgetting extends LinkedHashMap<Hash, Kept> {
    private static final long serialVersionUID = 1;

    Forgetting() {
      super(1_024, .75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash, Kept> eldest) {
      return size() > MOST_KEPT;
    }
  }

  /** The draft with every body that is about a person encrypted under that person's key. */
  Draft encrypt(Connection open, Draft draft) throws SQLException {
    Set<Hash> subjects = new LinkedHashSet<>();
    int records = 0;
    for (Stretch stretch : draft.stretches()) {
      for (Prepared record : stretch.records()) {
        if (record.subject() != null) {
          subjects.add(record.subject());
          records++;
        }
      }
    }
    if (subjects.isEmpty()) {
      return draft;
    }
    Map<Hash, SubjectKey> keys = locked(open, subjects);
    create(open, subjects, keys);
    return draft.with(new Encryption(keys, records)::apply);
  }

  private Map<Hash, SubjectKey> locked(Connection open, Set<Hash> subjects) throws SQLException {
    Map<Hash, SubjectKey> keys = new HashMap<>();
    byte[][] wanted = subjects.stream().map(Hash::toBytes).toArray(byte[][]::new);
    try (PreparedStatement select = open.prepareStatement(LOCK)) {
      select.setArray(1, open.createArrayOf("bytea", wanted));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Hash reference = Hash.of(row.getBytes(1));
          keys.put(reference, key(reference, row.getBytes(2), row.getString(3)));
        }
      }
    }
    return keys;
  }

  private SubjectKey key(Hash reference, byte[] wrapped, String kekId) {
    Kept known = kept.get(reference);
    if (known != null && Arrays.equals(known.wrapped().wrapped(), wrapped)) {
      return known.key();
    }
    SubjectKey key = vault.unwrap(reference, kekId, wrapped);
    if (key == null) {
      throw new LedgerException(
          "a key in the vault was wrapped by key-encryption key "
              + kekId
              + ", which is not in the file, or was changed. Maybe add the line of that key");
    }
    kept.put(reference, new Kept(new WrappedKey(reference, kekId, wrapped), key));
    return key;
  }

  private void create(Connection open, Set<Hash> subjects, Map<Hash, SubjectKey> keys)
      throws SQLException {
    int each = SubjectKey.BYTES + BodyCipher.NONCE_BYTES;
    byte[] drawn = new byte[(subjects.size() - keys.size()) * each];
    random.nextBytes(drawn);
    List<WrappedKey> made = new ArrayList<>();
    for (Hash reference : subjects) {
      if (!keys.containsKey(reference)) {
        int at = made.size() * each;
        SubjectKey key = SubjectKey.of(drawn, at);
        byte[] wrapped = vault.wrap(reference, key, drawn, at + SubjectKey.BYTES);
        WrappedKey fresh = new WrappedKey(reference, vault.kekId(), wrapped);
        made.add(fresh);
        keys.put(reference, key);
        kept.put(reference, new Kept(fresh, key));
      }
    }
    Arrays.fill(drawn, (byte) 0);
    CREATE.append(open, made);
  }

  /** Encrypts one record after the other, each with a nonce of its own. */
  private final class Encryption {
    private final Map<Hash, SubjectKey> keys;
    private final byte[] nonces;
    private int at;

    Encryption(Map<Hash, SubjectKey> keys, int records) {
      this.keys = keys;
      this.nonces = new byte[records * BodyCipher.NONCE_BYTES];
      random.nextBytes(nonces);
    }

    Prepared apply(Prepared record) {
      Hash subject = record.subject();
      SubjectKey key = subject == null ? null : keys.get(subject);
      if (key == null) {
        return record;
      }
      Prepared encrypted = record.encrypted(cipher, key, nonces, at, commitments);
      at += BodyCipher.NONCE_BYTES;
      return encrypted;
    }
  }
}
