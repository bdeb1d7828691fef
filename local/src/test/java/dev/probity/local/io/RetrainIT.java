// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.local.io.cli.ProbityCommand;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From past cases on the stream to a committed data set and a release, by the command line. */
class RetrainIT {
  private static final int ROWS = 6_000;
  private static final String CANDIDATES = "probity.candidates.v1";

  @TempDir private Path folder;
  private Path data = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void rangeBecomesACommitThatCanBeReadAndARelease() throws Exception {
    try (RunningFolder running = RunningFolder.start(folder, Map.of())) {
      // Given
      data = running.path();
      assertEquals(
          0,
          run(
              "ingest",
              pastCases(),
              "--purpose",
              "history",
              "--id",
              "SERIALNO,SPORDER",
              "--group",
              "SERIALNO",
              "--data",
              data),
          err());

      // When
      JsonNode first = retrained(0);
      JsonNode again = retrained(0);
      JsonNode half = retrained(0, "--to", CANDIDATES + "-0=700");

      // Then: the same records are the same commit and the same release
      String commit = first.get("commit").asText();
      assertEquals(64, commit.length());
      assertEquals(commit, again.get("commit").asText());
      assertEquals(first.get("digest").asText(), again.get("digest").asText());
      assertNotEquals(commit, half.get("commit").asText());
      assertEquals(0, run("features", "list", "--data", data));
      assertEquals(2, out().lines().count(), out());
      assertTrue(out().contains(commit + "  acs-salary  " + ROWS), out());
      assertEquals(ROWS + 1, rows("--commit", commit), "and the header");
      assertEquals(1, rows("--commit", commit, "--as-of", "2020-01-01T00:00:00Z"));
      assertEquals(2, run("features", "get", "--data", data, "--commit", "main"));

      // And: every run is told
      assertEquals(0, run("runs", "list", "--data", data), err());
      assertEquals(3, out().lines().filter(line -> line.contains("  finished  ")).count(), out());
      assertEquals(0, run("runs", "show", "--data", data, first.get("request").asText()), err());
      assertTrue(out().contains(commit) && out().contains("replay "), out());
      assertEquals(2, run("runs", "show", "--data", data, "nothing"));

      pipelinesRunOneByOne(commit, first.get("digest").asText());

      // And: what has nothing to train on is refused, and what retention took is named
      JsonNode failed = retrained(1, "--from", everything());
      assertEquals("failed", failed.get("state").asText());
      assertTrue(err().contains("no release: the fit part has 0 rows"), err());
      forget(100);
      assertEquals(2, run(retrain("--from", "2020-01-01T00:00:00Z")), err());
      assertTrue(err().contains(CANDIDATES + "-0 holds records from offset 100 on only"), err());
      assertEquals(2, run(retrain("--from", "yesterday")));
      assertEquals(2, run(retrain("--commit", commit, "--to", "2020-01-01T00:00:00Z")));
      JsonNode kept = retrained(0, "--commit", commit);
      assertEquals(first.get("digest").asText(), kept.get("digest").asText());
    }
  }

  /** As a person would: the parts of a training, what they can be told, and ranges in a file. */
  private void pipelinesRunOneByOne(String commit, String digest) throws IOException {
    // When, Then: each part alone, joined by the commit and the run
    assertEquals(0, run("train", "--plan"), err());
    assertTrue(out().contains("replay") && out().contains("announce"), out());
    assertEquals(commit, trained("--pipeline", "data").get("commit").asText());
    JsonNode part = trained("--pipeline", "train", "--commit", commit);
    assertTrue(part.get("digest").isNull(), "no release yet: " + part);
    String run = part.get("run").asText();
    JsonNode served = trained("--pipeline", "serve", "--run", run);
    assertEquals(digest, served.get("digest").asText(), "as the trainer of the stream made it");
    assertEquals(0, run("train", "--data", data, "--resume", run), err());
    assertTrue(out().contains("reused, its inputs have not changed"), out());
    assertEquals(2, run("train", "--data", data, "--pipeline", "serve"), err());

    // And: a search and a reweighing show what they weighed up
    String searched = trained("--commit", commit, "--search=3").get("run").asText();
    assertEquals(0, run("runs", "show", "--data", data, searched), err());
    assertTrue(out().contains("trial"), out());
    String reweighed = trained("--commit", commit, "--reweigh", "SEX").get("run").asText();
    Path page = folder.resolve("run.html");
    assertEquals(0, run("runs", "show", "--data", data, reweighed, "--html", page), err());
    assertTrue(Files.readString(page).contains("Reweigh"), "the page has both sides");

    // And: ranges of a file, one after the other
    Path ranges =
        Files.writeString(
            folder.resolve("ranges.txt"), "- -\n- %s-0=700 # half\n".formatted(CANDIDATES));
    assertEquals(0, run(retrain("--backfill", ranges)), err());
    assertTrue(out().contains(commit), out());
    Files.writeString(ranges, "only-one-end\n");
    assertEquals(1, run(retrain("--backfill", ranges)), err());
    assertTrue(err().contains("Line 1 of"), err());
  }

  private JsonNode trained(Object... more) throws IOException {
    List<Object> words = new ArrayList<>(List.of("train", "--json", "--data", data));
    words.addAll(List.of(more));
    assertEquals(0, run(words.toArray()), err());
    return new ObjectMapper().readTree(out());
  }

  private JsonNode retrained(int exit, Object... more) throws IOException {
    List<Object> words = new ArrayList<>(List.of("--json"));
    words.addAll(List.of(more));
    assertEquals(exit, run(retrain(words.toArray())), err());
    return new ObjectMapper().readTree(out());
  }

  private Object[] retrain(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("retrain", "--data", data, "--reason", "a test of retraining"));
    words.addAll(List.of(more));
    return words.toArray();
  }

  private long rows(Object... words) {
    List<Object> all = new ArrayList<>(List.of("features", "get", "--data", data));
    all.addAll(List.of(words));
    assertEquals(0, run(all.toArray()), err());
    return out().lines().count();
  }

  /** Offsets that leave nothing to read. */
  private String everything() throws Exception {
    List<String> ends = new ArrayList<>();
    try (Admin admin = admin()) {
      for (int partition = 0; partition < 4; partition++) {
        for (String topic : List.of(CANDIDATES, "probity.outcomes.v1")) {
          TopicPartition one = new TopicPartition(topic, partition);
          long end =
              admin
                  .listOffsets(Map.of(one, OffsetSpec.latest()))
                  .partitionResult(one)
                  .get()
                  .offset();
          ends.add(one + "=" + end);
        }
      }
    }
    return String.join(",", ends);
  }

  /** What retention does. */
  private void forget(long before) throws Exception {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(CANDIDATES, 0), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  private Admin admin() throws IOException {
    return Admin.create(
        Map.of("bootstrap.servers", "127.0.0.1:" + DataFolder.portsOf(data).kafka()));
  }

  /** New York's first rows to train on. */
  private Path pastCases() throws IOException {
    List<String> chosen = new ArrayList<>();
    try (InputStream file = DataFolder.class.getResourceAsStream("/acs/acs-sample.csv.gz");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
      String header = lines.readLine();
      chosen.add(header);
      List<String> names = Arrays.asList(header.split(",", -1));
      int state = names.indexOf("STATE");
      int role = names.indexOf("ROLE");
      for (String line = lines.readLine(); line != null && chosen.size() <= ROWS; ) {
        String[] cells = line.split(",", -1);
        if (cells[state].equals("36") && cells[role].equals("train")) {
          chosen.add(line);
        }
        line = lines.readLine();
      }
    }
    return Files.write(folder.resolve("past-cases.csv"), chosen);
  }

  private int run(Object... words) {
    out.reset();
    err.reset();
    try (PrintStream results = new PrintStream(out, true, UTF_8);
        PrintStream rest = new PrintStream(err, true, UTF_8)) {
      String[] typed = Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
      return ProbityCommand.line(results, rest).execute(typed);
    }
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
