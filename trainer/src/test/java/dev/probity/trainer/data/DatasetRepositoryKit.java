// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.data.DatasetCommit.FileEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every data set repository must do. */
public abstract class DatasetRepositoryKit {
  private static final Map<String, byte[]> FILES =
      Map.of("raw/a.parquet", "one".getBytes(UTF_8), "b.json", "two".getBytes(UTF_8));

  /** An empty repository; the next call opens the same one again. */
  protected abstract DatasetRepository repository();

  /** Changes a stored file of this content behind the repository's back. */
  protected abstract void damage(byte[] content) throws IOException;

  @Test
  void whatWasPutIsReadByItsId() throws IOException {
    DatasetCommit commit = commit(FILES, 7);
    repository().put(commit, FILES, "r1");
    DatasetCommit found = repository().find(commit.id());
    assertEquals(commit, found);
    assertEquals(commit.id(), found.id());
    for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
      assertArrayEquals(file.getValue(), repository().file(found, file.getKey()));
    }
    assertEquals(List.of(commit.id()), repository().ids());
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    assertNull(repository().find("0".repeat(64)));
    assertEquals(List.of(), repository().ids());
    assertThrows(IllegalArgumentException.class, () -> repository().find("main"));
    assertThrows(IllegalArgumentException.class, () -> repository().find("../../etc/passwd"));
    DatasetCommit commit = commit(FILES, 7);
    repository().put(commit, FILES, "r1");
    assertThrows(IOException.class, () -> repository().file(commit, "no/such"));
  }

  @Test
  void sameDataIsTheSameCommitAndOtherDataIsAnother() throws IOException {
    DatasetCommit first = commit(FILES, 7);
    repository().put(first, FILES, "r1");
    repository().put(commit(FILES, 7), FILES, "r2");
    assertEquals(1, repository().ids().size());
    Map<String, byte[]> other = new HashMap<>(FILES);
    other.put("b.json", "three".getBytes(UTF_8));
    repository().put(commit(other, 7), other, "r3");
    repository().put(commit(FILES, 8), FILES, "r4");
    assertEquals(3, repository().ids().size());
    assertNotEquals(first.id(), commit(other, 7).id());
    assertArrayEquals(FILES.get("b.json"), repository().file(first, "b.json"));
  }

  @Test
  void filesOfAnotherCommitAreRefusedAndNothingIsThere() throws IOException {
    Map<String, byte[]> other = new HashMap<>(FILES);
    other.put("b.json", "three".getBytes(UTF_8));
    DatasetCommit commit = commit(FILES, 7);
    assertThrows(IllegalArgumentException.class, () -> repository().put(commit, other, "r"));
    other.remove("b.json");
    assertThrows(IllegalArgumentException.class, () -> repository().put(commit, other, "r"));
    assertNull(repository().find(commit.id()));
  }

  @Test
  void changedFileIsNeverRead() throws IOException {
    DatasetCommit commit = commit(FILES, 7);
    repository().put(commit, FILES, "r1");
    damage(FILES.get("b.json"));
    IOException refused =
        assertThrows(IOException.class, () -> repository().file(commit, "b.json"));
    assertTrue(String.valueOf(refused.getMessage()).contains("changed"), refused.getMessage());
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    List<Callable<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int version = i % 8;
      tasks.add(
          () -> {
            DatasetCommit commit = commit(FILES, version);
            repository().put(commit, FILES, "r" + version);
            return commit.id();
          });
    }
    repository();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<String> done : threads.invokeAll(tasks)) {
        DatasetCommit found = repository().find(done.get());
        assertArrayEquals(FILES.get("b.json"), repository().file(found, "b.json"));
      }
    }
    assertEquals(8, repository().ids().size());
  }

  @Test
  void commitComesBackFromItsBytes() {
    DatasetCommit commit = commit(FILES, 7);
    assertEquals(commit, DatasetCommit.parse(commit.toBytes()));
    assertThrows(RuntimeException.class, () -> DatasetCommit.parse("{}".getBytes(UTF_8)));
  }

  private static DatasetCommit commit(Map<String, byte[]> files, long rows) {
    Map<String, FileEntry> entries = new TreeMap<>();
    files.forEach((path, content) -> entries.put(path, FileEntry.of(content)));
    return new DatasetCommit(
        "acs-salary",
        "0".repeat(64),
        "1".repeat(64),
        rows,
        "2024-01-01T00:00:00Z",
        null,
        Map.of("probity.candidates.v1-0", new OffsetRange(3, 10)),
        Map.of("candidates.used", rows),
        entries);
  }
}
