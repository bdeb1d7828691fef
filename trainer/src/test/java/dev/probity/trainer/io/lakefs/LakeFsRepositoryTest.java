// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.lakefs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetCommit.FileEntry;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.data.DatasetRepositoryKit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit against a lakeFS double that is held to lakeFS' own OpenAPI file. */
class LakeFsRepositoryTest extends DatasetRepositoryKit {
  private static final int MOST_CALLS = 20;
  private static final Map<String, byte[]> FILES = Map.of("raw/a b.parquet", "one".getBytes(UTF_8));

  @TempDir private Path folder;

  private LakeFsDouble lake;

  @BeforeEach
  void start() throws IOException {
    lake = new LakeFsDouble();
  }

  @AfterEach
  void everyCallIsAsTheFileOfLakeFsSays() {
    lake.close();
    assertEquals(List.of(), lake.broken());
  }

  @Override
  protected DatasetRepository repository() {
    return repository(lake, LakeFsDouble.SECRET);
  }

  private static DatasetRepository repository(LakeFsDouble lake, String secret) {
    return new LakeFsRepository(
        new LakeFsSettings(
            URI.create(lake.url()),
            LakeFsDouble.REPOSITORY,
            "main",
            "me",
            null,
            secret,
            Duration.ofSeconds(10)));
  }

  @Override
  protected void damage(byte[] content) {
    lake.damage(content);
  }

  @Test
  void versionNamesItsOffsetsAndLeavesNoDraftAndNothingOnTheBranch() throws IOException {
    DatasetCommit commit = commit();
    repository().put(commit, FILES, "r1");
    JsonNode told = lake.metadata("dataset-" + commit.id());
    assertEquals("{\"probity.candidates.v1-0\":[3,10]}", told.path("kafka.offsets").asText());
    assertEquals("r1", told.path("probity.run").asText());
    assertEquals(0, lake.drafts());
    assertEquals(0, lake.objectsOnMain());
    assertArrayEquals(FILES.get("raw/a b.parquet"), repository().file(commit, "raw/a b.parquet"));
  }

  @Test
  void serverThatFailsAtAnyCallLeavesNoVersionAndSaysHowToGoOn() throws IOException {
    int failed = 0;
    for (int call = 1; call < MOST_CALLS; call++) {
      try (LakeFsDouble down = new LakeFsDouble()) {
        DatasetRepository repository = repository(down, LakeFsDouble.SECRET);
        DatasetCommit commit = commit();
        down.failFrom(call);
        boolean stopped = false;
        try {
          repository.put(commit, FILES, "r1");
        } catch (IOException outage) {
          stopped = true;
          failed++;
          String said = String.valueOf(outage.getMessage());
          assertTrue(said.contains(down.url()) && said.contains("run it again"), said);
          assertTrue(said.contains("with 503: not now"), said);
        }
        boolean all = !down.hasFailed();
        down.failFrom(Integer.MAX_VALUE);
        assertEquals(
            stopped ? null : commit, repository.find(commit.id()), "half a version at " + call);
        repository.put(commit, FILES, "r1");
        assertEquals(List.of(commit.id()), repository.ids());
        assertEquals(List.of(), down.broken());
        if (all) {
          assertEquals(6, failed, "look-up, draft, two objects, commit and tag can fail");
          return;
        }
      }
    }
    throw new AssertionError("a version takes more than " + MOST_CALLS + " calls");
  }

  @Test
  void serverThatIsAwayOrKnowsUsNotIsNamedWithoutTheSecret() {
    String refused =
        String.valueOf(
            assertThrows(IOException.class, () -> repository(lake, "wrong").find("0".repeat(64)))
                .getMessage());
    assertTrue(refused.contains("401") && refused.contains(lake.url()), refused);
    assertFalse(refused.contains("wrong"), refused);
    lake.close();
    String away =
        String.valueOf(
            assertThrows(IOException.class, () -> repository().put(commit(), FILES, "r"))
                .getMessage());
    assertTrue(away.contains(lake.url()) && away.contains("does not answer"), away);
  }

  @Test
  void secretComesFromItsFileAndIsInNoText() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), LakeFsDouble.SECRET + "\n");
    LakeFsSettings settings =
        new LakeFsSettings(
            URI.create(lake.url()),
            LakeFsDouble.REPOSITORY,
            "main",
            "me",
            key,
            "not this one",
            Duration.ofSeconds(10));
    assertNull(new LakeFsRepository(settings).find("0".repeat(64)));
    assertFalse(settings.toString().contains("not this one"), settings.toString());
  }

  @Test
  void answerThatIsLargerThanWhatWasCommittedIsNotRead() throws IOException {
    DatasetCommit commit = commit();
    repository().put(commit, FILES, "r1");
    lake.damage(FILES.get("raw/a b.parquet"));
    assertThrows(IOException.class, () -> repository().file(commit, "raw/a b.parquet"));
  }

  private static DatasetCommit commit() {
    return new DatasetCommit(
        "acs-salary",
        "0".repeat(64),
        "1".repeat(64),
        1,
        null,
        null,
        Map.of("probity.candidates.v1-0", new OffsetRange(3, 10)),
        Map.of("candidates.used", 1L),
        Map.of("raw/a b.parquet", FileEntry.of(FILES.get("raw/a b.parquet"))));
  }
}
