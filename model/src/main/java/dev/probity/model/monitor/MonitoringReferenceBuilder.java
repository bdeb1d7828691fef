// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of a reference and freezes them. The rows must be ones no tree was fitted,
 * refitted or stopped on, scored and decided through the release's real serving path; at least
 * 10,000 of them, else the limits of windows widen.
 */
public final class MonitoringReferenceBuilder {
  private final MonitorSpec spec;
  private final List<String> ids = new ArrayList<>();
  private final List<double[]> features = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<int[]> groups = new ArrayList<>();
  private final List<double[]> explanations = new ArrayList<>();
  private @Nullable Reconstruction components;

  private record Row(double probability, boolean positive, boolean label) {}

  /**
   * A reference without rows.
   *
   * @param spec what it is about
   */
  public MonitoringReferenceBuilder(MonitorSpec spec) {
    this.spec = spec;
  }

  /**
   * Adds a row.
   *
   * @param id any stable text, for example the candidate's id; only its hash is used
   * @param vector the encoded features in the model's order, NaN = missing
   * @param probability the release's calibrated probability
   * @param positive the release's decision
   * @param label the truth
   * @param groupOf the row's group per protected attribute, in the spec's order
   * @return this builder
   * @throws IllegalArgumentException when a length or range is wrong
   */
  public MonitoringReferenceBuilder add(
      String id,
      double[] vector,
      double probability,
      boolean positive,
      boolean label,
      List<String> groupOf) {
    List<ProtectedAttribute> attributes = spec.protectedAttributes();
    if (vector.length != spec.features().size()
        || groupOf.size() != attributes.size()
        || !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "a row needs %d features, %d groups and a probability; found %d and %d"
              .formatted(spec.features().size(), attributes.size(), vector.length, groupOf.size()));
    }
    ids.add(id);
    features.add(vector.clone());
    rows.add(new Row(probability, positive, label));
    groups.add(
        IntStream.range(0, attributes.size())
            .map(i -> attributes.get(i).indexOf(groupOf.get(i)))
            .toArray());
    return this;
  }

  /**
   * Adds a row whose vector is as the scorer has it.
   *
   * @param id any stable text
   * @param vector the encoded features in the model's order, NaN = missing
   * @param probability the release's calibrated probability
   * @param positive the release's decision
   * @param label the truth
   * @param groupOf the row's group per protected attribute, in the spec's order
   * @return this builder
   */
  public MonitoringReferenceBuilder add(
      String id,
      float[] vector,
      double probability,
      boolean positive,
      boolean label,
      List<String> groupOf) {
    double[] wide = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      wide[i] = vector[i];
    }
    return add(id, wide, probability, positive, label, groupOf);
  }

  /**
   * Adds the explanation of the next row that has none yet; all rows have one, or none.
   *
   * @param contributions in log-odds, in the model's order, all finite
   * @return this builder
   */
  public MonitoringReferenceBuilder explained(double[] contributions) {
    explanations.add(contributions.clone());
    return this;
  }

  /**
   * Adds the principal components of the rows.
   *
   * @param fitted components whose rows hold the numbers first, then the categories
   * @return this builder
   */
  public MonitoringReferenceBuilder reconstructed(Reconstruction fitted) {
    components = fitted;
    return this;
  }

  private @Nullable AttributionReference attribution() {
    if (explanations.isEmpty()) {
      return null;
    }
    if (explanations.size() != rows.size()) {
      throw new IllegalArgumentException(
          "all rows have an explanation or none; found %d of %d"
              .formatted(explanations.size(), rows.size()));
    }
    AttributionReference attribution =
        AttributionReference.of(
            spec.features().stream().map(MonitoredFeature::name).toList(),
            explanations,
            spec.chunkRows());
    // Trees without a split move nothing: there is no importance to lose.
    return Double.isNaN(attribution.share(0)) ? null : attribution;
  }

  /**
   * Freezes the rows.
   *
   * @return the reference
   * @throws IllegalArgumentException when there are no rows, or a column has no value at all
   */
  public MonitoringReference build() {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a monitoring reference needs rows");
    }
    double[] scores = rows.stream().mapToDouble(Row::probability).toArray();
    boolean[] labels = new boolean[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.get(i).label();
    }
    Calibration calibration = Calibration.fit(ids, scores, labels);
    ScoreBins bins = ScoreBins.refinedBy(calibration.curve());
    List<ColumnReference> columns = columns(scores);
    CalibrationCurve curve = calibration.curve();
    WindowFold whole = fold(columns, bins, curve, 0, rows.size());
    List<WindowFold> windows =
        IntStream.range(0, rows.size() / spec.chunkRows())
            .mapToObj(
                w -> fold(columns, bins, curve, w * spec.chunkRows(), (w + 1) * spec.chunkRows()))
            .toList();
    return new MonitoringReference(
        spec,
        columns,
        calibration,
        whole.scores(),
        samplingErrors(whole, scores, labels),
        performance(windows, curve),
        drift(columns, windows),
        losses(curve),
        groupCounts(whole),
        groupErrors(whole),
        attribution(),
        components == null
            ? null
            : ReconstructionReference.of(spec.features(), components, features, spec.chunkRows()));
  }

  private List<ColumnReference> columns(double[] scores) {
    List<ColumnReference> columns = new ArrayList<>();
    for (int column = 0; column < spec.features().size(); column++) {
      int index = column;
      double[] values = features.stream().mapToDouble(vector -> vector[index]).toArray();
      columns.add(spec.features().get(column).reference(values));
    }
    double[] decisions = rows.stream().mapToDouble(row -> row.positive() ? 1 : 0).toArray();
    columns.add(NumericReference.of(MonitorSpec.SCORE_COLUMN, scores));
    columns.add(CategoricalReference.of(MonitorSpec.DECISION_COLUMN, List.of("0", "1"), decisions));
    return columns;
  }

  private WindowFold fold(
      List<ColumnReference> columns, ScoreBins bins, CalibrationCurve curve, int from, int to) {
    WindowFold fold =
        new WindowFold(
            columns,
            bins,
            spec.protectedAttributes(),
            new SegmentFold(new SegmentPlan(spec.protectedAttributes()), curve),
            null);
    for (int i = from; i < to; i++) {
      Row row = rows.get(i);
      fold.add(features.get(i), row.probability(), row.positive(), groups.get(i));
      fold.label(row.probability(), row.positive(), groups.get(i), row.label());
    }
    return fold;
  }

  private static Map<PerformanceMetric, SamplingError> samplingErrors(
      WindowFold whole, double[] scores, boolean[] labels) {
    DecisionCells cells = whole.scores().realized();
    Map<PerformanceMetric, SamplingError> errors = new EnumMap<>(PerformanceMetric.class);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      errors.put(
          metric,
          metric == PerformanceMetric.ROC_AUC
              ? SamplingError.ofRocAuc(scores, labels)
              : SamplingError.of(metric, cells));
    }
    return errors;
  }

  private static Map<PerformanceMetric, ReferenceSeries> performance(
      List<WindowFold> windows, CalibrationCurve curve) {
    Map<PerformanceMetric, ReferenceSeries> series = new EnumMap<>(PerformanceMetric.class);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      series.put(
          metric,
          new ReferenceSeries(
              windows.stream().map(w -> Performance.realized(metric, w.scores())).toList(),
              windows.stream()
                  .map(w -> Performance.estimated(metric, w.scores(), curve, MonitorMode.PROBITY))
                  .toList()));
    }
    return series;
  }

  private static Map<String, Map<DriftMethod, List<Double>>> drift(
      List<ColumnReference> columns, List<WindowFold> windows) {
    Map<String, Map<DriftMethod, List<Double>>> drift = new LinkedHashMap<>();
    for (int column = 0; column < columns.size(); column++) {
      int index = column;
      Map<DriftMethod, List<Double>> ofColumn = new EnumMap<>(DriftMethod.class);
      for (DriftMethod method : columns.get(column).methods()) {
        ofColumn.put(
            method,
            windows.stream()
                .map(w -> w.columns().get(index).distance(method, MonitorMode.PROBITY))
                .toList());
      }
      drift.put(columns.get(column).name(), ofColumn);
    }
    return drift;
  }

  private Map<Loss, LossReference> losses(CalibrationCurve curve) {
    Map<Loss, LossReference> losses = new EnumMap<>(Loss.class);
    for (Loss loss : Loss.values()) {
      losses.put(
          loss,
          LossReference.of(
              rows.stream()
                  .mapToDouble(
                      row -> loss.of(curve.apply(row.probability()), row.positive(), row.label()))
                  .toArray()));
    }
    return losses;
  }

  private Map<String, List<GroupCounts>> groupCounts(WindowFold whole) {
    Map<String, List<GroupCounts>> counts = new LinkedHashMap<>();
    for (int i = 0; i < spec.protectedAttributes().size(); i++) {
      counts.put(spec.protectedAttributes().get(i).name(), whole.groups(i));
    }
    return counts;
  }

  private Map<String, List<Long>> groupErrors(WindowFold whole) {
    Map<String, List<Long>> errors = new LinkedHashMap<>();
    for (int i = 0; i < spec.protectedAttributes().size(); i++) {
      ProtectedAttribute attribute = spec.protectedAttributes().get(i);
      List<Long> ofAttribute = new ArrayList<>();
      for (int group = 0; group <= attribute.groups().size(); group++) {
        ofAttribute.add(whole.segments().cells(i, group).wrong());
      }
      errors.put(attribute.name(), ofAttribute);
    }
    return errors;
  }
}
