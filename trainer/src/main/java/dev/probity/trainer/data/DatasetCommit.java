// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import dev.probity.model.ModelDigest;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.record.OffsetRange;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a data set: what it was made of and the digest of every file. Its id is the SHA-256
 * of these bytes, so equal data has one id wherever and whenever it was committed; when, by which
 * run and after which other commit stands in the repository's log.
 *
 * @param profile name of the use case
 * @param profileDigest SHA-256 of the profile
 * @param rowsDigest digest over the labelled rows
 * @param rows how many there are
 * @param eventTimeFrom event time of the earliest candidate record read; null when none was
 * @param eventTimeTo event time of the latest; null when none was
 * @param offsets the records read, by topic-partition
 * @param fates what became of them: {@code candidates.used} and so on
 * @param files the files by path
 */
public record DatasetCommit(
    String profile,
    String profileDigest,
    String rowsDigest,
    long rows,
    @Nullable String eventTimeFrom,
    @Nullable String eventTimeTo,
    Map<String, OffsetRange> offsets,
    Map<String, Long> fates,
    Map<String, FileEntry> files) {
  private static final String SCHEMA = "probity/dataset-commit/v1";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  /**
   * A file of a commit.
   *
   * @param sha256 its digest, 64 hex digits
   * @param bytes its size
   */
  public record FileEntry(String sha256, long bytes) {
    /** The entry of these bytes. */
    public static FileEntry of(byte[] content) {
      return new FileEntry(ModelDigest.sha256(content), content.length);
    }
  }

  /** Copies, sorted by name. */
  public DatasetCommit {
    offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    fates = Collections.unmodifiableMap(new TreeMap<>(fates));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /**
   * Refuses what is no id.
   *
   * @throws IllegalArgumentException with what an id looks like
   */
  public static void requireId(String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException("a commit's id is 64 lower-case hex digits, not " + id);
    }
  }

  /** Whether a name can be a commit's id. */
  public static boolean isId(String name) {
    return ID.matcher(name).matches();
  }

  /**
   * Refuses files that are not exactly those this commit names.
   *
   * @throws IllegalArgumentException naming what differs
   */
  public void requireFiles(Map<String, byte[]> given) {
    if (!files.keySet().equals(given.keySet())) {
      throw new IllegalArgumentException("a commit is put with the files it names, and no others");
    }
    for (Map.Entry<String, byte[]> file : given.entrySet()) {
      if (!FileEntry.of(file.getValue()).equals(files.get(file.getKey()))) {
        throw new IllegalArgumentException(file.getKey() + " is not what its commit names");
      }
    }
  }

  /**
   * What this commit says of a file.
   *
   * @throws IOException when it names no such file
   */
  public FileEntry entry(String path) throws IOException {
    FileEntry entry = files.get(path);
    if (entry == null) {
      throw new IOException("commit " + id() + " has no " + path + ", only " + files.keySet());
    }
    return entry;
  }

  /** The commit's name: SHA-256 of its bytes, 64 hex digits. */
  public String id() {
    return ModelDigest.sha256(toBytes());
  }

  /** The commit as JSON with one order of members and no spaces. */
  public byte[] toBytes() {
    JsonWriter json = new JsonWriter().beginObject().name("schema").value(SCHEMA);
    json.name("profile").value(profile).name("profileDigest").value(profileDigest);
    json.name("rowsDigest").value(rowsDigest).name("rows").value(rows);
    optional(json.name("eventTimeFrom"), eventTimeFrom);
    optional(json.name("eventTimeTo"), eventTimeTo);
    OffsetsJson.write(json.name("offsets"), offsets);
    json.name("fates").beginObject();
    fates.forEach((name, count) -> json.name(name).value(count.longValue()));
    json.endObject().name("files").beginObject();
    files.forEach(
        (path, file) -> {
          json.name(path).beginObject().name("sha256").value(file.sha256());
          json.name("bytes").value(file.bytes()).endObject();
        });
    return json.endObject().endObject().toBytes();
  }

  /**
   * Reads a commit back.
   *
   * @throws RuntimeException when the bytes are no commit
   */
  public static DatasetCommit parse(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    if (!json.text("schema").equals(SCHEMA)) {
      throw new IllegalArgumentException("no " + SCHEMA);
    }
    Map<String, Long> fates = new TreeMap<>();
    json.object("fates").members().forEach((name, count) -> fates.put(name, whole(count)));
    Map<String, FileEntry> files = new TreeMap<>();
    Json.ObjectValue named = json.object("files");
    for (String path : named.members().keySet()) {
      Json.ObjectValue file = named.object(path);
      files.put(path, new FileEntry(file.text("sha256"), file.whole("bytes")));
    }
    return new DatasetCommit(
        json.text("profile"),
        json.text("profileDigest"),
        json.text("rowsDigest"),
        json.whole("rows"),
        text(json.find("eventTimeFrom")),
        text(json.find("eventTimeTo")),
        OffsetsJson.read(json.object("offsets")),
        fates,
        files);
  }

  private static void optional(JsonWriter json, @Nullable String text) {
    if (text == null) {
      json.nullValue();
    } else {
      json.value(text);
    }
  }

  private static @Nullable String text(@Nullable Json json) {
    return json instanceof Json.TextValue text ? text.value() : null;
  }

  private static long whole(Json json) {
    return ((Json.NumberValue) json).asLong();
  }
}
