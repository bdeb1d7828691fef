// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.auditsink.witness.WitnessAnswer;
import dev.probity.topics.TopicNames;
import dev.probity.topics.record.EventType;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness over HTTP and the ledger it watches, honest and not. */
class WitnessIT {
  private static final Duration SILENCE = Duration.ofSeconds(20);

  @TempDir private Path folder = Path.of("");

  private final List<String> noted = new ArrayList<>();

  private WitnessService witness() throws IOException {
    Cosigner key = WitnessService.key(folder, "council.example");
    return new WitnessService(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        key,
        List.of(VerifierRun.SIGNER.key()),
        folder,
        InstantSource.system());
  }

  private static void fill(FilledLedger ledger, String prefix, int from, int to) {
    Stream stream = new Stream();
    for (int i = 0; i < to; i++) {
      stream.decided(prefix + i, i % 4);
    }
    ledger.append(stream.prepared().subList(4 * from, 4 * to), 100);
    ledger.sign();
  }

  private @Nullable WitnessAnswer show(TestPostgres postgres, int port)
      throws IOException, InterruptedException, SQLException {
    Cosigner key = WitnessService.key(folder, "council.example");
    LedgerGrowth growth = new LedgerGrowth();
    growth.close();
    try (WitnessClient client =
            new WitnessClient(URI.create("http://127.0.0.1:" + port + "/"), key.key());
        Connection connection = postgres.writer().open(SILENCE)) {
      connection.setAutoCommit(false);
      return new WitnessLoop(
              postgres.writer(),
              client,
              growth,
              Duration.ofSeconds(1),
              (event, reason) -> noted.add(event + " " + reason))
          .step(connection);
    }
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private VerifyReport verify(TestPostgres postgres, Anchor... anchors) throws IOException {
    Cosigner key = WitnessService.key(folder, "council.example");
    String text = Policy.text(VerifierRun.SIGNER.key(), key.key());
    return new AuditVerify(postgres.reader(), Policy.parse(text.getBytes(UTF_8)), TopicNames.PLAIN)
        .run(List.of(anchors));
  }

  @Test
  void headsAreCosignedAsTheyGrowAndTheCosignatureTravelsWithThem()
      throws IOException, InterruptedException, SQLException {
    TestPostgres postgres = TestPostgres.migrated();
    FilledLedger ledger = new FilledLedger(postgres);
    fill(ledger, "C-", 0, 100);
    String path = "/" + WitnessStore.name("ledger.test.example") + "/checkpoint";
    try (WitnessService witness = witness()) {
      // When
      assertEquals(404, get(witness.port(), path).statusCode());
      WitnessAnswer first = show(postgres, witness.port());
      WitnessAnswer again = show(postgres, witness.port());
      fill(ledger, "C-", 100, 130);
      WitnessAnswer second = show(postgres, witness.port());

      // Then
      assertInstanceOf(WitnessAnswer.Cosigned.class, first);
      assertNull(again, "a head that was cosigned is not shown again");
      assertInstanceOf(WitnessAnswer.Cosigned.class, second);
      VerifyReport report = verify(postgres);
      assertEquals(List.of(), report.findings());
      assertEquals(0, report.exitCode());
      assertTrue(report.heldBy().get(1).startsWith("witness council.example"));
      HttpResponse<String> kept = get(witness.port(), path);
      assertEquals(200, kept.statusCode());
      assertEquals("text/plain; charset=utf-8", kept.headers().firstValue("content-type").get());
      assertTrue(kept.body().startsWith("ledger.test.example\n520\n"), kept.body());
      assertTrue(kept.body().contains("\u2014 council.example "), kept.body());
      assertEquals(404, get(witness.port(), "/x/checkpoint").statusCode());
      assertEquals(405, get(witness.port(), "/add-checkpoint").statusCode());
    }
  }

  @Test
  void anInsiderWithTheKeyWhoRewritesEverythingIsFoundOutByTheWitnessAloneAndNotWithoutIt()
      throws IOException, InterruptedException, SQLException {
    // Given: a ledger the witness has seen
    TestPostgres honest = TestPostgres.migrated();
    fill(new FilledLedger(honest), "C-", 0, 100);
    try (WitnessService witness = witness()) {
      show(honest, witness.port());
      String path = "/" + WitnessStore.name("ledger.test.example") + "/checkpoint";
      byte[] kept = get(witness.port(), path).body().getBytes(UTF_8);

      // When: table, tree, tiles and heads are made anew with the log's own key
      TestPostgres rewritten = TestPostgres.migrated();
      FilledLedger other = new FilledLedger(rewritten);
      fill(other, "X-", 0, 110);

      // Then: by itself the rewritten ledger is flawless, and this is said
      VerifyReport alone = other.verify();
      assertEquals(0, alone.exitCode());
      assertTrue(alone.heldBy().getLast().startsWith("no witness: not against the operator"));

      // Then: with the head that the witness kept it is a fork
      VerifyReport anchored = verify(rewritten, new Anchor("the witness", Bytes.copyOf(kept)));
      assertEquals(6, anchored.exitCode());
      assertTrue(
          anchored.findings().stream().anyMatch(f -> f.code() == FindingCode.FORK),
          anchored.findings().toString());

      // Then: a policy that wants the witness is not satisfied, and the witness refuses to help
      VerifyReport unwitnessed = verify(rewritten);
      assertEquals(8, unwitnessed.exitCode());
      assertEquals(422, status(show(rewritten, witness.port())));
      assertTrue(noted.getFirst().startsWith(EventType.ANCHOR_FAILED.name()), noted.toString());
      try (var evidence = Files.list(folder.resolve("evidence"))) {
        assertEquals(1, evidence.count(), "the forked head is kept");
      }
    }
  }

  private static int status(@Nullable WitnessAnswer answer) {
    return answer == null ? 0 : answer.status();
  }

  @Test
  void aLedgerRestoredFromAnOldCopyIsToldSo()
      throws IOException, InterruptedException, SQLException {
    // Given
    TestPostgres newer = TestPostgres.migrated();
    fill(new FilledLedger(newer), "C-", 0, 100);
    TestPostgres older = TestPostgres.migrated();
    fill(new FilledLedger(older), "C-", 0, 60);
    try (WitnessService witness = witness()) {
      show(newer, witness.port());
      String path = "/" + WitnessStore.name("ledger.test.example") + "/checkpoint";
      byte[] kept = get(witness.port(), path).body().getBytes(UTF_8);

      // When
      WitnessAnswer answer = show(older, witness.port());

      // Then
      assertEquals(new WitnessAnswer.Conflict(400), answer);
      assertTrue(noted.getFirst().contains("this ledger went back"), noted.toString());
      VerifyReport report = verify(older, new Anchor("the witness", Bytes.copyOf(kept)));
      assertTrue(
          report.findings().stream()
              .anyMatch(f -> f.code() == FindingCode.ROLLBACK && f.firstIdx() == 240));
    }
  }

  @Test
  void aWitnessRemembersAcrossARestartAndKeepsItsKey()
      throws IOException, InterruptedException, SQLException {
    TestPostgres first = TestPostgres.migrated();
    fill(new FilledLedger(first), "C-", 0, 40);
    TestPostgres fork = TestPostgres.migrated();
    fill(new FilledLedger(fork), "X-", 0, 40);
    try (WitnessService witness = witness()) {
      assertEquals(200, status(show(first, witness.port())));
    }

    try (WitnessService witness = witness()) {
      assertEquals(422, status(show(fork, witness.port())));
    }
  }

  @Test
  void aWitnessThatIsAwayIsAnOutageOfTheWitness() throws SQLException, InterruptedException {
    TestPostgres postgres = TestPostgres.migrated();
    fill(new FilledLedger(postgres), "C-", 0, 1);
    String failure = "";
    try {
      show(postgres, 1);
    } catch (IOException away) {
      failure = away.getClass().getSimpleName();
    }
    assertEquals("ConnectException", failure);
    assertEquals(0, new FilledLedger(postgres).verify().exitCode());
  }
}
