// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an export says about itself, as canonical JSON (RFC 8785): who took out what, when, under
 * which head, and the digest of every other file. It is signed by its digest, in a note of two
 * lines; no reader of signed heads, which have three, can take the one for the other.
 *
 * @param actor who exported
 * @param at when, by the database clock, in whole milliseconds
 * @param bodies whether the records are in it
 * @param entries how many entries
 * @param filter which
 * @param size entries under the head; later ones are not in it
 * @param files SHA-256 by name, hexadecimal, of every file but the manifest and its note
 */
public record ExportManifest(
    String actor,
    Instant at,
    boolean bodies,
    int entries,
    ExportFilter filter,
    long size,
    SortedMap<String, String> files) {
  /** Name of the manifest. */
  public static final String FILE = "manifest.json";

  /** Name of the note that signs it. */
  public static final String NOTE = "manifest.note";

  private static final String SIGNED_AS = "probity-audit-export/v1\n";
  private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"actor\":"
              + TEXT
              + ",\"at\":"
              + TEXT
              + ",\"bodies\":(true|false),\"entries\":(\\d{1,9}),\"files\":\\[(.*)]"
              + ",\"filter\":\\{(.*)},\"schema\":\"probity.audit.export.v1\",\"size\":(\\d{1,18})}",
          Pattern.DOTALL);
  private static final Pattern LISTED =
      Pattern.compile("\\{\"name\":" + TEXT + ",\"sha256\":\"([0-9a-f]{64})\"},?");
  private static final Pattern GIVEN = Pattern.compile("\"([a-z]+)\":" + TEXT + ",?");

  public ExportManifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Reads a manifest; anything that would not be rendered the same is refused. */
  public static ExportManifest parse(byte[] file) {
    Matcher form = FORM.matcher(StrictText.utf8(file));
    if (!form.matches()) {
      throw new IllegalArgumentException("not a manifest of an export");
    }
    SortedMap<String, String> files = new TreeMap<>();
    for (Matcher each = LISTED.matcher(form.group(5)); each.find(); ) {
      files.put(CanonicalText.unquoted(each.group(1)), each.group(2));
    }
    SortedMap<String, String> given = new TreeMap<>();
    for (Matcher each = GIVEN.matcher(form.group(6)); each.find(); ) {
      given.put(each.group(1), CanonicalText.unquoted(each.group(2)));
    }
    ExportManifest parsed;
    try {
      parsed =
          new ExportManifest(
              CanonicalText.unquoted(form.group(1)),
              Instant.parse(form.group(2)),
              Boolean.parseBoolean(form.group(3)),
              Integer.parseInt(form.group(4)),
              ExportFilter.of(given),
              StrictText.decimal(form.group(7)),
              files);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("the time of the manifest is none", e);
    }
    if (!Arrays.equals(parsed.toBytes(), file)) {
      throw new IllegalArgumentException("the manifest does not render to its own bytes");
    }
    return parsed;
  }

  /** Canonical JSON. */
  public byte[] toBytes() {
    String listed =
        files.entrySet().stream()
            .map(
                each ->
                    "{\"name\":%s,\"sha256\":\"%s\"}"
                        .formatted(CanonicalText.quoted(each.getKey()), each.getValue()))
            .collect(Collectors.joining(","));
    String json =
        "{\"actor\":%s,\"at\":\"%s\",\"bodies\":%b,\"entries\":%d,\"files\":[%s],\"filter\":%s"
            .formatted(CanonicalText.quoted(actor), at, bodies, entries, listed, filter.json());
    return (json + ",\"schema\":\"probity.audit.export.v1\",\"size\":" + size + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** SHA-256 of the manifest, hexadecimal. */
  public String digest() {
    return sha256(toBytes());
  }

  /** SHA-256, hexadecimal. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(TreeHasher.sha256().digest(bytes));
  }

  /** The note that signs this manifest. */
  public Bytes signedBy(NoteSigner signer) {
    return Bytes.copyOf(signer.sign(signedText()).toBytes());
  }

  /** Whether a note is about this manifest; by whom it is signed is for a policy to say. */
  boolean signedIn(SignedNote note) {
    return note.text().equals(signedText());
  }

  private String signedText() {
    return SIGNED_AS + "sha256 " + digest() + "\n";
  }
}
