// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What opens an entry's commitments: the salts of key and value, and the key itself; the value
 * stands in a file of its own. Written as canonical JSON (RFC 8785), members in order of their
 * names, salts as hexadecimal, the key as base64. Headers stay closed.
 *
 * @param key the raw key, null when the record had none
 * @param keySalt salt of the key's commitment, null likewise
 * @param valueSalt salt of the value's commitment, null when the record had no value
 */
public record Disclosure(@Nullable Bytes key, @Nullable Hash keySalt, @Nullable Hash valueSalt) {
  private static final String HEX = "([0-9a-f]{64})";
  private static final Pattern FORM =
      Pattern.compile(
          "\\{(?:\"key\":\"([A-Za-z0-9+/=]*)\",\"keySalt\":\""
              + HEX
              + "\")?,?(?:\"valueSalt\":\""
              + HEX
              + "\")?}");

  /** What opens the commitments of a plain body. */
  public static Disclosure of(Body body, Commitments commitments) {
    body.saltInto(commitments);
    byte[] key = body.key();
    return new Disclosure(
        key == null ? null : Bytes.copyOf(key),
        key == null ? null : commitments.keySalt(),
        body.hasValue() ? commitments.valueSalt() : null);
  }

  /** Reads it back; anything that would not be rendered the same is refused. */
  static Disclosure parse(Bytes extra) {
    String text = new String(extra.toArray(), StandardCharsets.ISO_8859_1);
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("extra of the proof is no disclosure");
    }
    Disclosure parsed =
        new Disclosure(
            form.group(1) == null ? null : Bytes.copyOf(StrictText.base64(form.group(1))),
            form.group(2) == null ? null : Hash.ofHex(form.group(2)),
            form.group(3) == null ? null : Hash.ofHex(form.group(3)));
    if (!Arrays.equals(parsed.toBytes(), extra.toArray())) {
      throw new IllegalArgumentException("disclosure does not render to its own bytes");
    }
    return parsed;
  }

  byte[] toBytes() {
    StringBuilder json = new StringBuilder("{");
    if (key != null) {
      String base64 = Base64.getEncoder().encodeToString(key.toArray());
      json.append("\"key\":\"").append(base64).append("\",\"keySalt\":\"");
      json.append(keySalt).append('"').append(valueSalt == null ? "" : ",");
    }
    if (valueSalt != null) {
      json.append("\"valueSalt\":\"").append(valueSalt).append('"');
    }
    return json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether key and value, opened with these salts, are what the entry commits to. */
  public boolean opens(Entry entry, @Nullable Bytes value) {
    Hash keyCommit =
        key == null || keySalt == null ? null : Commitments.keyCommitment(keySalt, key.toArray());
    Hash valueCommit =
        value == null || valueSalt == null
            ? null
            : Commitments.valueCommitment(valueSalt, value.toArray());
    return Objects.equals(keyCommit, entry.keyCommit())
        && Objects.equals(valueCommit, entry.valueCommit());
  }
}
