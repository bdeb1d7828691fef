// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.proof.Disclosure;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record in the open, with what shows that its entry commits to it: key and value, as text where
 * they are text and else as base64, each beside its salt. Headers stay closed.
 *
 * @param disclosure the key and both salts
 * @param value the raw value, null when the record had none
 */
public record OpenRecord(Disclosure disclosure, @Nullable Bytes value) {
  private static final String BASE64 = "Base64";

  /** Opens a body. */
  public static OpenRecord of(Body body, Commitments commitments) {
    byte[] value = body.value();
    return new OpenRecord(
        Disclosure.of(body, commitments), value == null ? null : Bytes.copyOf(value));
  }

  /** Reads the record out of the members of a line; null when none is in it. */
  static @Nullable OpenRecord in(SortedMap<String, String> members) {
    Bytes key = bytes(members, "key");
    Hash keySalt = salt(members, "keySalt");
    Hash valueSalt = salt(members, "valueSalt");
    return keySalt == null && valueSalt == null
        ? null
        : new OpenRecord(new Disclosure(key, keySalt, valueSalt), bytes(members, "value"));
  }

  /** Whether it is what the entry commits to. */
  boolean opens(Entry entry) {
    return disclosure.opens(entry, value);
  }

  /** By name, for a line. */
  SortedMap<String, String> members() {
    SortedMap<String, String> members = new TreeMap<>();
    put(members, "key", disclosure.key());
    put(members, "value", value);
    if (disclosure.keySalt() != null) {
      members.put("keySalt", disclosure.keySalt().toString());
    }
    if (disclosure.valueSalt() != null) {
      members.put("valueSalt", disclosure.valueSalt().toString());
    }
    return members;
  }

  private static void put(SortedMap<String, String> members, String name, @Nullable Bytes raw) {
    if (raw == null) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(raw.toArray());
      members.put(name, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException notText) {
      members.put(name + BASE64, Base64.getEncoder().encodeToString(raw.toArray()));
    }
  }

  private static @Nullable Bytes bytes(SortedMap<String, String> members, String name) {
    String base64 = members.get(name + BASE64);
    if (base64 != null) {
      return Bytes.copyOf(StrictText.base64(base64));
    }
    String text = members.get(name);
    return text == null ? null : Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Hash salt(SortedMap<String, String> members, String name) {
    String hex = members.get(name);
    return hex == null ? null : Hash.ofHex(hex);
  }
}
