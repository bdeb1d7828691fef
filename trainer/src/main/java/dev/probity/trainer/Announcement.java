// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.ReleaseLineage;
import dev.probity.topics.record.ReleaseManifest;
import dev.probity.topics.record.ReleaseMetric;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingFigure;
import dev.probity.topics.record.RetrainingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a training says on the topics: the steps of the request, the release, its promotion.
 *
 * @param request what was asked
 * @param model name of the model
 * @param sources what trains
 */
public record Announcement(TrainingRequest request, String model, TrainingSources sources) {

  /** What a training says whose sources nobody names. */
  public Announcement(TrainingRequest request, String model) {
    this(request, model, TrainingSources.UNKNOWN);
  }

  /** Training has begun. */
  public Retraining started(Instant at) {
    return step(RetrainingState.STARTED, request.reason(), List.of(), Map.of(), null, null, at);
  }

  /** Training has ended without a release. */
  public Retraining failed(String reason, Instant at) {
    return step(RetrainingState.FAILED, reason, List.of(), Map.of(), null, null, at);
  }

  /**
   * Training has ended with a release.
   *
   * @param offsets the records it was trained on
   */
  public Retraining finished(TrainedModel trained, Map<String, OffsetRange> offsets, Instant at) {
    List<RetrainingFigure> figures = new ArrayList<>();
    for (Map.Entry<String, MetricValue> figure : trained.evaluation().figures().entrySet()) {
      MetricValue value = figure.getValue();
      figures.add(new RetrainingFigure(figure.getKey(), value.value(), null, value.n()));
    }
    return step(
        RetrainingState.FINISHED,
        request.reason(),
        figures,
        offsets,
        trained.manifest().data().commit(),
        trained.digest().hex(),
        at);
  }

  /**
   * The release exists.
   *
   * @param version its version
   * @param location where its bundle lies
   * @param earliest event time of its earliest candidate; null when unknown
   * @param latest event time of its latest candidate; null when unknown
   */
  public ModelRelease registered(
      TrainedModel trained,
      String version,
      String location,
      @Nullable Instant earliest,
      @Nullable Instant latest,
      Instant at) {
    Manifest manifest = trained.manifest();
    return new ModelRelease(
        manifest.name(),
        ReleaseEvent.REGISTERED,
        null,
        version,
        trained.digest().hex(),
        location,
        manifest.profile().name(),
        manifest.profile().digest(),
        null,
        summary(trained),
        lineage(manifest, earliest, latest),
        null,
        request.actor(),
        request.reason(),
        at);
  }

  /**
   * The release becomes champion.
   *
   * @param registered what was said when it was registered
   * @param previous the champion before; null when there was none
   */
  public ModelRelease promoted(ModelRelease registered, @Nullable String previous, Instant at) {
    return new ModelRelease(
        registered.name(),
        ReleaseEvent.PROMOTED,
        ReleaseHistory.CHAMPION,
        registered.version(),
        registered.digest(),
        registered.location(),
        registered.profile(),
        registered.profileDigest(),
        previous,
        registered.manifest(),
        registered.lineage(),
        request.approval(),
        request.actor(),
        request.reason(),
        at);
  }

  private static ReleaseManifest summary(TrainedModel trained) {
    Manifest manifest = trained.manifest();
    List<ReleaseMetric> metrics = new ArrayList<>();
    manifest
        .metrics()
        .forEach(
            (fold, values) ->
                values.forEach((name, value) -> metrics.add(metric(fold, name, value))));
    return new ReleaseManifest(
        trained.digest().hex(),
        trained.referenceDigest(),
        manifest.task().positive(),
        manifest.task().threshold(),
        manifest.spec().names(),
        manifest.trees().count(),
        manifest.learner().name() + " " + manifest.learner().version(),
        trained.calibratorKind(),
        metrics);
  }

  private static ReleaseMetric metric(String fold, String name, MetricValue value) {
    return new ReleaseMetric(fold, name, value.value(), value.n(), value.lower(), value.upper());
  }

  private ReleaseLineage lineage(
      Manifest manifest, @Nullable Instant earliest, @Nullable Instant latest) {
    Manifest.DataFacts data = manifest.data();
    Map<String, OffsetRange> offsets = new TreeMap<>();
    data.sourceOffsets()
        .forEach((name, range) -> offsets.put(name, new OffsetRange(range.from(), range.to())));
    return new ReleaseLineage(
        data.commit(),
        data.digest(),
        data.rows(),
        offsets,
        manifest.learner().seed(),
        earliest,
        latest,
        request.requestId(),
        sources.codeCommit(),
        sources.bomDigest());
  }

  private Retraining step(
      RetrainingState state,
      @Nullable String reason,
      List<RetrainingFigure> figures,
      Map<String, OffsetRange> offsets,
      @Nullable String dataCommit,
      @Nullable String releaseDigest,
      Instant at) {
    return new Retraining(
        request.requestId(),
        model,
        state,
        request.actor(),
        reason,
        null,
        null,
        List.of(),
        figures,
        offsets,
        dataCommit,
        releaseDigest,
        at);
  }
}
