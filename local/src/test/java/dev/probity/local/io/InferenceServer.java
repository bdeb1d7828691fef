// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** The packaged application with releases of two stumps, spoken to as clients do. */
final class InferenceServer implements Closeable {
  /** The model of the salary profile. */
  static final String MODEL = "/v2/models/probity-acs-salary";

  /** The releases of these tests are made by hand and have nothing to monitor against. */
  private static final Set<String> UNUSED = Set.of("drift-monitor");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final ProbityProcess process;
  private final Path data;
  private final Ports ports;
  private final KafkaSettings kafka;

  private InferenceServer(ProbityProcess process, Path data, Ports ports, KafkaSettings kafka) {
    this.process = process;
    this.data = data;
    this.ports = ports;
    this.kafka = kafka;
  }

  /** Starts it below this folder with so many releases, of which the last one scores. */
  static InferenceServer start(Path folder, int releases, Map<String, String> settings)
      throws Exception {
    Path data = folder.resolve("data");
    DataFolder.open(data, () -> Ports.anyFree(new Random())).close();
    InferenceServer server = up(folder, data, "up", settings);
    try {
      for (int number = 1; number <= releases; number++) {
        server.promote(number);
      }
      server.process.awaitReady(server.ports.http(), UNUSED);
      server.await(MODEL + "/versions/v" + releases + "/ready");
      return server;
    } catch (Exception | AssertionError failed) {
      server.close();
      throw failed;
    }
  }

  /** Starts it once more over the same data, whatever its doors say then. */
  static InferenceServer again(Path folder, Map<String, String> settings) throws Exception {
    InferenceServer server = up(folder, folder.resolve("data"), "again", settings);
    try {
      server.process.awaitReady(server.ports.http(), UNUSED);
      return server;
    } catch (Exception | AssertionError failed) {
      server.close();
      throw failed;
    }
  }

  private static InferenceServer up(
      Path folder, Path data, String name, Map<String, String> settings) throws Exception {
    ProbityProcess process =
        ProbityProcess.start(folder.resolve(name), settings, "up", "--data", data);
    try {
      process.awaitOut("pid ");
      Ports ports = DataFolder.portsOf(data);
      return new InferenceServer(
          process,
          data,
          ports,
          KafkaSettings.parse(
              Map.of(
                  "kafka.bootstrap.servers",
                  "127.0.0.1:" + ports.kafka(),
                  "probity.instance.id",
                  "it"),
              "clients"));
    } catch (Exception | AssertionError failed) {
      process.close();
      throw failed;
    }
  }

  private void promote(int number) throws Exception {
    DataFolder view = DataFolder.view(data);
    byte[] seed = Base64.getDecoder().decode(Files.readString(view.key("models.key")).strip());
    Profile profile = ProfileFiles.load("acs-salary");
    SigningKey key = SigningKey.of("probity-trainer", seed);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("it"))) {
      producer.send(TinyRelease.promote(profile, number, view.models(), kafka.names(), key)).get();
    }
  }

  private void await(String path) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (get(path).statusCode() != 200) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not ready in time: " + path);
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  Ports ports() {
    return ports;
  }

  /** The folder with the tokens of all roles. */
  Path tokens() {
    return data.resolve("tokens");
  }

  KafkaSettings kafka() {
    return kafka;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + ports.http() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
  }

  HttpRequest.Builder as(String principal, String path) throws IOException {
    String token = Files.readString(DataFolder.view(data).token(principal)).strip();
    return request(path).header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Everything that is on a topic by now. */
  List<ConsumerRecord<byte[], byte[]>> records(Topic<?, ?> topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("it")), Duration.ofSeconds(30))
        .readAll(kafka.names().of(topic), records::add);
    return records;
  }

  <V> List<V> values(Topic<?, V> topic) {
    return records(topic).stream()
        .map(one -> topic.codec().decode(one.value()))
        .map(decoded -> ((Decoded.Valid<V>) decoded).value())
        .toList();
  }

  /** How many refusals at this door are on the rejects topic. */
  long refusals() {
    return records(Topics.REJECTS).stream().filter(one -> one.key() == null).count();
  }

  @Override
  public void close() {
    process.close();
  }
}
