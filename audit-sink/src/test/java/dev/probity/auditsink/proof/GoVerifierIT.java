// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tiles.InMemoryTiles;
import dev.probity.auditsink.verify.TilesVerifier;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agreement with golang.org/x/mod/sumdb and github.com/transparency-dev/merkle: a small Go program
 * reads our tiles, heads and proofs, and refuses what was tampered with.
 */
class GoVerifierIT {
  private static final DecidedLedger LEDGER = new DecidedLedger(200);
  private static final String KEY = VerifierRun.SIGNER.key().toString();

  @TempDir private Path folder = Path.of("");

  private Path program() throws IOException, InterruptedException {
    Path go = Peer.only("go");
    Path source = Files.createDirectories(folder.resolve("peer"));
    for (String name : List.of("go.mod", "go.sum", "main.go")) {
      try (InputStream in = GoVerifierIT.class.getResourceAsStream("/peers/go/" + name)) {
        Files.copy(Objects.requireNonNull(in, name), source.resolve(name));
      }
    }
    Peer.Run built = Peer.run(source, "", List.of(go.toString(), "build", "-o", "peer", "."));
    assertEquals(0, built.exit(), built.out());
    return source.resolve("peer");
  }

  private List<String> answers(List<String> jobs) throws IOException, InterruptedException {
    String input = String.join("\n", jobs) + "\n";
    Peer.Run run = Peer.run(folder, input, List.of(program().toString()));
    List<String> answers = run.out().lines().toList();
    assertEquals(jobs.size(), answers.size(), run.out());
    return answers;
  }

  private Path written(Map<String, byte[]> files, String name) throws IOException {
    Path log = folder.resolve(name);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = log.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.write(path, file.getValue());
    }
    return log;
  }

  private static InMemoryTiles tiles(int size) {
    List<Entry> entries = LEDGER.entries.subList(0, size);
    return new InMemoryTiles(entries, VerifierRun.SIGNER);
  }

  @Test
  void acceptsOurTilesOfEverySizeAndThatTheyGrow() throws IOException, InterruptedException {
    List<String> jobs = new ArrayList<>();
    Path before = null;
    for (int size : new int[] {1, 2, 3, 255, 256, 257, 511, 512, 513, 799, 800}) {
      Path log = written(tiles(size).files, "size" + size);
      jobs.add("tiles " + KEY + " " + log);
      if (before != null) {
        jobs.add("grown " + KEY + " " + before + " " + log);
      }
      before = log;
    }

    List<String> answers = answers(jobs);

    assertTrue(answers.stream().allMatch("OK"::equals), answers.toString());
  }

  @Test
  void refusesEveryTamperedLogThatWeRefuse() throws IOException, InterruptedException {
    // Given
    List<String> jobs = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (String path : tiles(300).files.keySet()) {
      int length = Objects.requireNonNull(tiles(300).read(path)).length;
      for (int at : new int[] {0, length / 3, length / 2, length - 2, length - 1}) {
        InMemoryTiles log = tiles(300);
        Objects.requireNonNull(log.files.get(path))[at] ^= 1;
        jobs.add("tiles " + KEY + " " + written(log.files, "log" + jobs.size()));
        int verdict = TilesVerifier.verify(VerifierRun.POLICY, topic -> true, log).exitCode();
        ours.add(verdict == 6 ? "INVALID" : "OK");
      }
    }

    // When
    List<String> answers = answers(jobs);

    // Then
    List<String> theirs = answers.stream().map(line -> line.split(" ")[0]).toList();
    assertEquals(ours, theirs);
    assertTrue(ours.stream().allMatch("INVALID"::equals));
    System.out.println("go refused " + jobs.size() + " of " + jobs.size() + " tampered logs");
  }

  @Test
  void refusesEverySingleByteOfAProofAndOfItsEntry() throws IOException, InterruptedException {
    // Given
    Evidence evidence = LEDGER.evidence(50).get(1);
    byte[] entry = evidence.entry().toBytes();
    byte[] proof =
        new TlogProof(Bytes.utf8("{}"), evidence.entry().idx(), evidence.path(), LEDGER.note())
            .toBytes();
    List<String> jobs = new ArrayList<>();
    jobs.add(job(entry, proof, 0));
    int extra = new String(proof, UTF_8).indexOf("e30=");
    for (int at = 0; at < proof.length; at++) {
      if (at < extra || at >= extra + 4) {
        proof[at] ^= 1;
        jobs.add(job(entry, proof, jobs.size()));
        proof[at] ^= 1;
      }
    }
    for (int at = 0; at < entry.length; at++) {
      entry[at] ^= 1;
      jobs.add(job(entry, proof, jobs.size()));
      entry[at] ^= 1;
    }

    // When
    List<String> answers = answers(jobs);

    // Then: nothing vouches for the four characters of the extra; all others count
    assertEquals("OK", answers.getFirst());
    assertEquals(1, answers.stream().filter("OK"::equals).count());
    System.out.println("go refused " + (jobs.size() - 1) + " of " + (jobs.size() - 1) + " proofs");
  }

  private String job(byte[] entry, byte[] proof, int number) throws IOException {
    Path entryFile = Files.write(folder.resolve(number + ".entry"), entry);
    Path proofFile = Files.write(folder.resolve(number + ".tlog-proof"), proof);
    return "proof " + KEY + " " + entryFile + " " + proofFile;
  }
}
