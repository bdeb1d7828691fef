// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Signal;
import dev.probity.trainer.card.CardFacts;
import dev.probity.trainer.card.ReleaseCard;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.PromotionPolicy;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Writes the card of a release from what an installation holds about it now. */
public final class CardDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DataFolder folder;
  private final KafkaSettings kafka;
  private final TopicReader reader;

  /**
   * A desk over an installation.
   *
   * @param folder its data folder
   * @param kafka how to reach its topics
   */
  public CardDesk(DataFolder folder, KafkaSettings kafka) {
    this.folder = folder;
    this.kafka = kafka;
    this.reader = new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("card")), PATIENCE);
  }

  /**
   * The card of a release.
   *
   * @param said all records of the models topic
   * @param register the same, understood
   * @param release what was last said about the release itself
   */
  public ReleaseCard card(
      List<ReleaseDesk.Said> said, ReleaseRegister register, ModelRelease release)
      throws IOException {
    String place =
        said.stream()
            .filter(one -> one.release().event() == ReleaseEvent.REGISTERED)
            .filter(one -> one.release().digest().equals(release.digest()))
            .reduce((first, last) -> last)
            .map(ReleaseDesk.Said::place)
            .orElse("the record that registered it is compacted away");
    CardFacts facts = new CardFacts(release, place);
    Bundle bundle = bundle(release.digest());
    facts.bundle(bundle);
    facts.gate(bundle == null ? null : verdict(bundle, register.champion()));
    dataset(release, facts);
    for (ReleaseDesk.Said one : said) {
      ModelRelease record = one.release();
      if (record.name().equals(release.name())
          && record.digest().equals(release.digest())
          && record.event() != ReleaseEvent.REGISTERED
          && record.event() != ReleaseEvent.SERVING
          && record.event() != ReleaseEvent.STOPPED) {
        facts.happened(record, one.place());
      }
    }
    monitoring(release, facts);
    return facts.card();
  }

  private void dataset(ModelRelease release, CardFacts facts) throws IOException {
    if (release.lineage() == null) {
      return;
    }
    String commit = release.lineage().dataCommit();
    boolean here =
        commit.matches("[0-9a-f]{64}")
            && TrainerFolder.config(folder).repository(InstantSource.system()).find(commit) != null;
    if (here) {
      facts.add("Data", "kept", "the commit is in the repository of data sets", commit);
    } else {
      facts.notKnown("the rows themselves: the repository of this folder has no commit " + commit);
    }
  }

  private @Nullable Bundle bundle(String digest) throws IOException {
    try {
      return ModelFile.signed(folder.models().resolve(digest), folder.key(Secrets.TRUSTED));
    } catch (InvalidInputException absent) {
      return null;
    }
  }

  private GateVerdict verdict(Bundle bundle, @Nullable ModelRelease champion) throws IOException {
    Bundle serves =
        champion == null || champion.digest().equals(bundle.digest().hex())
            ? null
            : bundle(champion.digest());
    return PromotionPolicy.judge(
        ProfileFiles.load(bundle.manifest().profile().name()), bundle, serves, List.of());
  }

  private void monitoring(ModelRelease release, CardFacts facts) {
    Map<String, Told<Signal>> signals = newest(Topics.SIGNALS);
    signals.values().removeIf(one -> !one.value().series().modelDigest().equals(release.digest()));
    signals
        .values()
        .removeIf(
            one ->
                !one.value().series().column().isEmpty()
                    || !one.value().series().segment().equals("all"));
    signals.forEach(
        (key, one) -> facts.add("Monitoring", name(one.value()), words(one), one.place()));
    if (signals.isEmpty()) {
      facts.notKnown("how it does in use: the monitor has told no figure of it");
    }
    for (Told<Alert> one : this.<Alert>newest(Topics.ALERTS).values()) {
      Alert alert = one.value();
      if (alert.series().modelDigest().equals(release.digest())) {
        facts.add(
            "Monitoring",
            "alert " + alert.series().metric(),
            alert.state().code() + " since " + alert.since() + ", " + alert.severity().code(),
            one.place());
      }
    }
  }

  private static String name(Signal signal) {
    return signal.series().metric() + " " + signal.series().kind().code();
  }

  private static String words(Told<Signal> one) {
    Signal signal = one.value();
    Double value = signal.estimate().value();
    Double lower = signal.estimate().lower();
    Double upper = signal.estimate().upper();
    String band =
        lower == null || upper == null
            ? ""
            : String.format(Locale.ROOT, " [%.4f, %.4f]", lower, upper);
    return (value == null ? "no value" : String.format(Locale.ROOT, "%.4f", value))
        + band
        + String.format(Locale.ROOT, ", n %,d, ", signal.window().n())
        + signal.window().status().code();
  }

  /** The newest record of a series and where it stands. */
  private record Told<V>(V value, String place) {}

  private <V> Map<String, Told<V>> newest(Topic<String, V> topic) {
    Map<String, Told<V>> newest = new TreeMap<>();
    reader.readAll(
        kafka.names().of(topic),
        one -> {
          if (topic.keyCodec().decode(one.key()) instanceof Decoded.Valid<String>(String key)
              && topic.codec().decode(one.value()) instanceof Decoded.Valid<V>(V value)) {
            newest.put(
                key, new Told<>(value, topic.name() + " " + one.partition() + "@" + one.offset()));
          }
        });
    return newest;
  }
}
