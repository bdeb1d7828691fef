// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.local.simulate.Event;
import dev.probity.local.simulate.Simulation;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.value.Rfc3339;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Where a simulation goes: files with the truth beside them, or the topics. */
public final class SimulationOutput {
  /** The file that says what was done. */
  public static final String TRUTH = "truth.json";

  private static final String SOURCE = "/probity/simulate";

  private SimulationOutput() {}

  /**
   * Writes {@code candidates.jsonl} and {@code outcomes.jsonl}, which {@code probity ingest} takes,
   * {@code timeline.csv}, which says when each of their lines comes, and {@link #TRUTH}.
   */
  public static void write(Simulation simulation, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (OutputStream candidates = open(folder, "candidates.jsonl");
        OutputStream outcomes = open(folder, "outcomes.jsonl");
        OutputStream timeline = open(folder, "timeline.csv")) {
      timeline.write("time,file,line,candidate\n".getBytes(UTF_8));
      int arrivals = 0;
      int known = 0;
      for (Event event : simulation.events()) {
        String place =
            switch (event) {
              case Event.Arrival arrival -> {
                line(candidates, arrival.value().toArray());
                yield "candidates," + ++arrivals + "," + arrival.candidate().id();
              }
              case Event.Known outcome -> {
                line(outcomes, Topics.OUTCOMES.codec().encode(outcome.outcome()));
                yield "outcomes," + ++known + "," + outcome.outcome().candidateId();
              }
            };
        timeline.write((Rfc3339.format(event.at()) + "," + place + "\n").getBytes(UTF_8));
      }
    }
    Files.write(folder.resolve(TRUTH), simulation.truth());
  }

  private static OutputStream open(Path folder, String name) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)));
  }

  private static void line(OutputStream out, byte[] value) throws IOException {
    out.write(value);
    out.write('\n');
  }

  /**
   * Publishes all in order, at the time of the clock, and returns after the brokers have it; an
   * outcome comes as many cases after its candidate as was simulated.
   *
   * @return how many records
   */
  public static int publish(
      Simulation simulation,
      String run,
      Producer<byte[], byte[]> producer,
      TopicNames names,
      InstantSource clock)
      throws IOException, InterruptedException {
    List<Future<RecordMetadata>> underWay = new ArrayList<>();
    for (Event event : simulation.events()) {
      Instant now = clock.instant();
      String id = run + "#" + underWay.size();
      underWay.add(
          producer.send(
              switch (event) {
                case Event.Arrival arrival ->
                    new ProducerRecord<>(
                        names.of(Topics.CANDIDATES),
                        null,
                        Topics.CANDIDATES.keyCodec().encode(arrival.candidate().key()),
                        arrival.value().toArray(),
                        EventHeaders.candidate(arrival.candidate(), id, SOURCE, now, Trace.NONE));
                case Event.Known known ->
                    new ProducerRecord<>(
                        names.of(Topics.OUTCOMES),
                        null,
                        Topics.OUTCOMES.keyCodec().encode(known.outcome().key()),
                        Topics.OUTCOMES.codec().encode(at(known, now)),
                        EventHeaders.outcome(known.outcome(), id, SOURCE, now, Trace.NONE));
              }));
    }
    HrSystem.await(producer, underWay);
    return underWay.size();
  }

  /** What is told now was observed now. */
  private static Outcome at(Event.Known known, Instant now) {
    return new Outcome(known.outcome().candidateId(), null, known.outcome().observed(), now);
  }
}
