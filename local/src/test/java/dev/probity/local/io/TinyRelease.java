// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.model.Calibrator;
import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.Objective;
import dev.probity.model.ScoringModel;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.ModelRepository;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Signed releases of two stumps over a profile; no learner is needed for them. */
final class TinyRelease {
  private TinyRelease() {}

  private static SigningKey key() {
    return SigningKey.of("tests/1", new byte[32]);
  }

  /** The key that is to be trusted. */
  static String vkey() {
    return key().trusted().vkey();
  }

  /**
   * Puts the release of this number into the store, and returns the record that makes it champion.
   *
   * @param models the folder of the store
   */
  static ProducerRecord<byte[], byte[]> promote(
      Profile profile, int number, Path models, TopicNames names) throws IOException {
    return promote(profile, number, models, names, key());
  }

  /** The same in a store elsewhere. */
  static ProducerRecord<byte[], byte[]> promote(
      Profile profile, int number, ModelRepository store, TopicNames names) throws IOException {
    return promote(profile, number, store, names, key());
  }

  /** The same, signed by another key. */
  static ProducerRecord<byte[], byte[]> promote(
      Profile profile, int number, Path models, TopicNames names, SigningKey signs)
      throws IOException {
    return promote(profile, number, new FolderModelStore(models), names, signs);
  }

  private static ProducerRecord<byte[], byte[]> promote(
      Profile profile, int number, ModelRepository store, TopicNames names, SigningKey signs)
      throws IOException {
    Map<String, byte[]> files = files(profile, number, signs);
    String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
    store.put(digest, files);
    ModelRelease release =
        new ModelRelease(
            "probity-" + profile.name(),
            ReleaseEvent.PROMOTED,
            "champion",
            "v" + number,
            digest,
            digest,
            profile.name(),
            profile.digest(),
            null,
            null,
            null,
            null,
            "operator-1",
            null,
            Instant.now());
    return new ProducerRecord<>(
        names.of(Topics.MODELS),
        null,
        Topics.MODELS.keyCodec().encode(release.key()),
        Topics.MODELS.codec().encode(release),
        EventHeaders.release(release, "trainer", release.at()));
  }

  /** The files of the release of this number, signed by the usual key. */
  static Map<String, byte[]> files(Profile profile, int number) {
    return files(profile, number, key());
  }

  private static Map<String, byte[]> files(Profile profile, int number, SigningKey signs) {
    return files(profile, number, signs, Map.of());
  }

  /** The files of a release whose manifest claims figures that pass the gate of the profile. */
  static Map<String, byte[]> passing(Profile profile, int number) {
    Map<String, Manifest.MetricValue> claimed = new TreeMap<>();
    long n = profile.gate().minRows();
    claimed.put("auc", new Manifest.MetricValue(.99, n, .98, 1));
    claimed.put("brier", new Manifest.MetricValue(.01, n, 0, .02));
    claimed.put("eceEqualWidth10", new Manifest.MetricValue(.001, n, 0, .002));
    for (var attribute : profile.protectedAttributes()) {
      String group = "[" + attribute.name() + "=2]";
      claimed.put("impactRatio" + group, new Manifest.MetricValue(1, n, .9, 1.1));
      for (String measure :
          List.of("parityDifference", "opportunityDifference", "oddsDifference")) {
        claimed.put(measure + group, new Manifest.MetricValue(0, n, -.1, .1));
      }
    }
    return files(profile, number, key(), Map.of("test", claimed));
  }

  private static Map<String, byte[]> files(
      Profile profile,
      int number,
      SigningKey signs,
      Map<String, Map<String, Manifest.MetricValue>> metrics) {
    FeatureSpec spec = new FeatureSpec(features(profile));
    Ensemble ensemble =
        new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, 0.5f, trees(spec, number));
    ScoringModel draft =
        Bundle.draft(
            profile.name(), "", profile.name(), spec, ensemble, new Calibrator.Identity(), 0.5);
    Manifest manifest =
        new Manifest(
            profile.name(),
            "",
            new Manifest.ProfileReference(profile.name(), profile.digest()),
            new Manifest.Task(profile.target().source(), 0.5),
            spec,
            Bundle.facts(ensemble, Manifest.CoverUnit.HESSIAN),
            new Manifest.Calibration(new Calibrator.Identity(), 0, "none", "none"),
            new Manifest.LearnerFacts("by hand", "1", Map.of(), number, 1, 0),
            new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
            Manifest.FairnessFacts.none(1),
            metrics,
            List.of());
    return Bundle.assemble(
        manifest,
        ensemble,
        SelfTestRows.construct(draft, Map.of(), 1, 32),
        Map.of(),
        List.of(signs));
  }

  private static List<Feature> features(Profile profile) {
    return profile.features().stream().map(TinyRelease::feature).toList();
  }

  private static Feature feature(dev.probity.topics.profile.Feature feature) {
    Feature.Policy missing =
        switch (feature.facts().missing()) {
          case ALLOW -> Feature.Policy.MISSING;
          case REFUSE -> Feature.Policy.REFUSE;
        };
    return switch (feature) {
      case dev.probity.topics.profile.Feature.Numeric numeric ->
          new Feature.Numeric(
              numeric.name(),
              numeric.whole(),
              numeric.low(),
              numeric.high(),
              missing,
              false,
              Direction.ANY);
      case dev.probity.topics.profile.Feature.Ordinal ordinal ->
          new Feature.Numeric(
              ordinal.name(),
              true,
              1,
              ordinal.codes().labels().size(),
              missing,
              true,
              Direction.ANY);
      case dev.probity.topics.profile.Feature.Categorical categorical ->
          new Feature.Categorical(
              categorical.name(),
              categories(categorical.codes()),
              missing,
              Feature.Policy.REFUSE,
              true,
              Direction.ANY);
    };
  }

  private static Categories categories(CodeBook codes) {
    List<Integer> numbers = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (AttributeValue code : codes.labels().keySet()) {
      switch (code) {
        case AttributeValue.Number(double number) -> numbers.add((int) number);
        case AttributeValue.Text(String text) -> texts.add(text);
        case AttributeValue.Missing() -> throw new AssertionError("a code book with a gap");
      }
    }
    Collections.sort(numbers);
    texts.sort(Categories.Labels::compareCodePoints);
    return codes.numeric() ? new Categories.Codes(numbers) : new Categories.Labels(texts);
  }

  /** The first splits on the first category there is, the second on the last number. */
  private static List<Tree> trees(FeatureSpec spec, int number) {
    int category = -1;
    int last = -1;
    float middle = 0;
    for (int i = 0; i < spec.size(); i++) {
      switch (spec.features().get(i)) {
        case Feature.Categorical categorical -> category = category < 0 ? i : category;
        case Feature.Numeric numeric -> {
          last = i;
          middle = (float) ((numeric.low() + numeric.high()) / 2);
        }
      }
    }
    return List.of(
        new TreeBuilder()
            .categories(category, new int[] {2}, true, 100f)
            .leaf(-0.2f * number, 60f)
            .leaf(1f, 40f)
            .build(),
        new TreeBuilder().split(last, middle, true, 100f).leaf(-0.3f, 50f).leaf(0.4f, 50f).build());
  }
}
