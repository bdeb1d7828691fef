// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.lakefs;

import dev.probity.model.ModelDigest;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetCommit.FileEntry;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.data.OffsetsJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lakeFS repository. A version is written on a draft branch of its own, committed there with the
 * offsets it was made from, and appears by its tag, which is made last: whatever stops before that
 * leaves a draft and no version. It is read by the tag's commit, never by where a branch points.
 */
public final class LakeFsRepository implements DatasetRepository {
  private static final System.Logger LOG = System.getLogger(LakeFsRepository.class.getName());
  private static final String TAG = "dataset-";
  private static final String DRAFT = "probity-draft-";
  private static final String MANIFEST = "commit.json";
  private static final String AGAIN =
      "; no version was made\nMaybe bring it back and run it again: the same records are the same"
          + " version, and drafts named "
          + DRAFT
          + "* may be deleted";
  private static final long MOST_MANIFEST = 16 << 20;
  private static final int PAGE = 1_000;
  private static final int MOST_PAGES = 1_000;

  private final LakeFsHttp lake;
  private final String source;

  /** A repository that the settings name. */
  public LakeFsRepository(LakeFsSettings settings) {
    this.lake = new LakeFsHttp(settings);
    this.source = settings.branch();
  }

  @Override
  public void put(DatasetCommit commit, Map<String, byte[]> files, String run) throws IOException {
    commit.requireFiles(files);
    try {
      if (commitOf(commit.id()) == null) {
        write(commit, files, run);
      }
    } catch (IOException failed) {
      throw new IOException(failed.getMessage() + AGAIN, failed);
    }
  }

  private void write(DatasetCommit commit, Map<String, byte[]> files, String run)
      throws IOException {
    String draft = DRAFT + commit.id().substring(0, 16) + "-" + UUID.randomUUID();
    LakeFsHttp.Answer made =
        lake.post(
            "/branches",
            new JsonWriter()
                .beginObject()
                .name("name")
                .value(draft)
                .name("source")
                .value(source)
                .endObject());
    if (made.status() == LakeFsHttp.CONFLICT) {
      throw new IOException(lake.where() + " has a branch " + draft + " already");
    }
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        lake.upload(objects("branches", draft, place(commit.id(), file.getKey())), file.getValue());
      }
      lake.upload(objects("branches", draft, place(commit.id(), MANIFEST)), commit.toBytes());
      String call = "/branches/" + draft + "/commits";
      LakeFsHttp.Answer committed = lake.post(call, message(commit, run));
      if (committed.status() != LakeFsHttp.CREATED) {
        throw new IOException(lake.where() + " commits nothing on " + draft);
      }
      String id = lake.json(call, committed).text("id");
      // A conflict: another run of the same records was first, and its version is this one.
      LakeFsHttp.Answer unused =
          lake.post(
              "/tags",
              new JsonWriter()
                  .beginObject()
                  .name("id")
                  .value(TAG + commit.id())
                  .name("ref")
                  .value(id)
                  .endObject());
    } finally {
      discard(draft);
    }
  }

  /** The tag keeps what was committed; a draft that stays is only untidy. */
  private void discard(String draft) {
    try {
      lake.delete("/branches/" + draft);
    } catch (IOException stays) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a draft stays and may be deleted; branch={0} because={1}",
          draft,
          stays.getMessage());
    }
  }

  private static JsonWriter message(DatasetCommit commit, String run) {
    JsonWriter offsets = new JsonWriter();
    OffsetsJson.write(offsets, commit.offsets());
    String text = new String(offsets.toBytes(), StandardCharsets.UTF_8);
    JsonWriter json = new JsonWriter().beginObject();
    json.name("message").value("Data set " + commit.id() + " of run " + run);
    json.name("metadata").beginObject();
    json.name("probity.dataset").value(commit.id()).name("probity.run").value(run);
    json.name("probity.profile").value(commit.profile()).name("kafka.offsets").value(text);
    return json.endObject().endObject();
  }

  @Override
  public @Nullable DatasetCommit find(String id) throws IOException {
    DatasetCommit.requireId(id);
    String ref = commitOf(id);
    if (ref == null) {
      return null;
    }
    byte[] bytes = object(ref, place(id, MANIFEST), MOST_MANIFEST, "commit " + id);
    if (!ModelDigest.sha256(bytes).equals(id)) {
      throw changed("commit " + id);
    }
    return DatasetCommit.parse(bytes);
  }

  @Override
  public byte[] file(DatasetCommit commit, String path) throws IOException {
    FileEntry entry = commit.entry(path);
    String what = path + " of commit " + commit.id();
    String ref = commitOf(commit.id());
    if (ref == null) {
      throw new IOException(lake.where() + " has no " + what);
    }
    byte[] bytes = object(ref, place(commit.id(), path), entry.bytes(), what);
    if (!FileEntry.of(bytes).equals(entry)) {
      throw changed(what);
    }
    return bytes;
  }

  @Override
  public List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    String after = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String call =
          "/tags?prefix=" + TAG + "&amount=" + PAGE + "&after=" + LakeFsHttp.encoded(after);
      LakeFsHttp.Answer answer = lake.get(call, 64L << 20);
      if (answer.status() == LakeFsHttp.ABSENT) {
        throw new IOException(lake.where() + " is not there\nMaybe create it in lakeFS first");
      }
      Json.ObjectValue list = lake.json(call, answer);
      for (Json tag : list.array("results")) {
        String id = ((Json.ObjectValue) tag).text("id").substring(TAG.length());
        if (DatasetCommit.isId(id)) {
          ids.add(id);
        }
      }
      if (!list.object("pagination").bool("has_more")) {
        ids.sort(null);
        return ids;
      }
      after = list.object("pagination").text("next_offset");
    }
    throw new IOException(lake.where() + " has more than " + MOST_PAGES * PAGE + " versions");
  }

  /** lakeFS' commit of a version; null when there is no such version. */
  private @Nullable String commitOf(String id) throws IOException {
    String call = "/tags/" + TAG + id;
    LakeFsHttp.Answer answer = lake.get(call, 1 << 20);
    return answer.status() == LakeFsHttp.ABSENT ? null : lake.json(call, answer).text("commit_id");
  }

  private byte[] object(String ref, String path, long most, String what) throws IOException {
    LakeFsHttp.Answer answer = lake.get(objects("refs", ref, path), most);
    if (answer.status() == LakeFsHttp.ABSENT) {
      throw new IOException(lake.where() + " has no " + what);
    }
    return answer.bytes();
  }

  private static String place(String id, String path) {
    return "datasets/" + id + "/" + path;
  }

  private static String objects(String kind, String name, String path) {
    return "/" + kind + "/" + name + "/objects?path=" + LakeFsHttp.encoded(path);
  }

  private static IOException changed(String what) {
    return new IOException(
        what + " was changed after it was committed: its digest differs. Maybe restore the store");
  }
}
