// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.SignatureLine;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.witness.AddCheckpoint;
import dev.probity.auditsink.witness.Witness;
import dev.probity.auditsink.witness.WitnessAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A witness over HTTP (C2SP tlog-witness), for somebody other than the operator to run: a works
 * council, an auditor. Needs a folder and nothing else; knows neither Kafka nor Postgres.
 */
public final class WitnessService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WitnessService.class.getName());
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String SIZE = "text/x.tlog.size";
  private static final int MOST_BYTES = 128 * 1024;

  private final Witness witness;
  private final WitnessStore store;
  private final InstantSource clock;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Opens the port and answers.
   *
   * @param address where to listen
   * @param key what to cosign with
   * @param logs keys of the logs to watch
   * @param folder what it remembers
   */
  public WitnessService(
      InetSocketAddress address,
      Cosigner key,
      List<VerifierKey> logs,
      Path folder,
      InstantSource clock)
      throws IOException {
    this.witness = new Witness(key, logs);
    this.store = new WitnessStore(folder);
    this.clock = clock;
    this.server = HttpServer.create(address, 16);
    server.createContext("/add-checkpoint", this::add);
    server.createContext("/", this::show);
    server.setExecutor(threads);
    server.start();
  }

  /** The witness of a name whose seed is drawn at the first start and kept in its folder. */
  public static Cosigner key(Path folder, String name) throws IOException {
    return new Cosigner(name, SigningKeyFile.seed(folder.resolve("witness.key")));
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void add(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
      boolean asked =
          exchange.getRequestMethod().equals("POST")
              && exchange.getRequestURI().getPath().equals("/add-checkpoint");
      if (!asked) {
        answer(exchange, 405, TEXT, "POST a checkpoint here\n");
        return;
      }
      WitnessAnswer answer = judge(request);
      switch (answer) {
        case WitnessAnswer.Cosigned cosigned ->
            answer(exchange, answer.status(), TEXT, cosigned.line().render());
        case WitnessAnswer.Conflict conflict ->
            answer(exchange, answer.status(), SIZE, conflict.size() + "\n");
        case WitnessAnswer.Refused refused ->
            answer(exchange, answer.status(), TEXT, refused.words() + "\n");
      }
    }
  }

  /** From looking the newest head up to having kept the next one, nobody else is judged. */
  private synchronized WitnessAnswer judge(byte[] request) throws IOException {
    WitnessAnswer answer = witness.add(request, store::newest, clock.millis() / 1_000);
    if (answer instanceof WitnessAnswer.Cosigned(var checkpoint, SignatureLine line)) {
      SignedNote note = SignedNote.parse(AddCheckpoint.parse(request).note().toArray());
      List<SignatureLine> lines = new ArrayList<>(note.signatures());
      lines.add(line);
      store.keep(checkpoint.origin(), new SignedNote(note.text(), lines).toBytes());
    } else if (answer instanceof WitnessAnswer.Refused refused && refused.reason().evidence()) {
      LOG.log(System.Logger.Level.WARNING, "not cosigned, kept as evidence; {0}", refused.words());
      store.accuse(request);
    }
    return answer;
  }

  private void show(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      boolean wellFormed =
          path.length == 3 && path[1].matches("[0-9a-f]{64}") && path[2].equals("checkpoint");
      byte[] note = wellFormed ? store.note(path[1]) : null;
      if (note == null) {
        answer(exchange, 404, TEXT, "no such checkpoint\n");
      } else {
        answer(exchange, 200, TEXT, new String(note, UTF_8));
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
