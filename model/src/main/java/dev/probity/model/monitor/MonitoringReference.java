// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.ObservedValues;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a release was like at training time, on rows it was not fitted on: every number a window is
 * compared with. It travels inside the signed bundle as {@code reference.json}.
 */
public final class MonitoringReference {
  /** Largest file accepted, in bytes. */
  public static final int MAX_BYTES = 1_048_576;

  private final MonitorSpec spec;
  private final long n;
  private final List<ColumnReference> columns;
  private final Calibration calibration;
  private final ScoreHistogram scores;
  private final Map<PerformanceMetric, SamplingError> samplingErrors;
  private final Map<PerformanceMetric, ReferenceSeries> performance;
  private final Map<String, Map<DriftMethod, List<Double>>> drift;
  private final Map<Loss, LossReference> losses;
  private final Map<String, List<GroupCounts>> groups;
  private final Map<String, List<Long>> groupErrors;
  private final SegmentPlan segments;
  private final @Nullable AttributionReference attribution;
  private final @Nullable ReconstructionReference reconstruction;

  MonitoringReference(
      MonitorSpec spec,
      List<ColumnReference> columns,
      Calibration calibration,
      ScoreHistogram scores,
      Map<PerformanceMetric, SamplingError> samplingErrors,
      Map<PerformanceMetric, ReferenceSeries> performance,
      Map<String, Map<DriftMethod, List<Double>>> drift,
      Map<Loss, LossReference> losses,
      Map<String, List<GroupCounts>> groups,
      Map<String, List<Long>> groupErrors,
      @Nullable AttributionReference attribution,
      @Nullable ReconstructionReference reconstruction) {
    this.spec = spec;
    this.n = scores.total();
    this.columns = List.copyOf(columns);
    this.calibration = calibration;
    this.scores = scores;
    this.samplingErrors = new EnumMap<>(samplingErrors);
    this.performance = new EnumMap<>(performance);
    this.drift = Collections.unmodifiableMap(new LinkedHashMap<>(drift));
    this.losses = new EnumMap<>(losses);
    this.groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    this.groupErrors = Collections.unmodifiableMap(new LinkedHashMap<>(groupErrors));
    this.segments = new SegmentPlan(spec.protectedAttributes());
    this.attribution = attribution;
    this.reconstruction = reconstruction;
    requireComplete();
  }

  private void requireComplete() {
    List<String> names = columns.stream().map(ColumnReference::name).toList();
    List<String> attributes =
        spec.protectedAttributes().stream().map(ProtectedAttribute::name).toList();
    boolean complete =
        samplingErrors.size() == PerformanceMetric.values().length
            && performance.size() == PerformanceMetric.values().length
            && losses.size() == Loss.values().length
            && List.copyOf(drift.keySet()).equals(names)
            && List.copyOf(groups.keySet()).equals(attributes)
            && columns.size() == spec.features().size() + 2
            && scores.totalLabelled() == n
            && columns.stream().allMatch(column -> column.n() + column.missing() == n)
            && (groupErrors.isEmpty() || hasErrorsOf(attributes))
            && (attribution == null
                || attribution.features().equals(names.subList(0, spec.features().size())));
    if (!complete) {
      throw new IllegalArgumentException(
          "a reference needs every metric, loss, column and group over the same %d labelled rows"
              .formatted(n));
    }
  }

  private boolean hasErrorsOf(List<String> attributes) {
    return List.copyOf(groupErrors.keySet()).equals(attributes)
        && attributes.stream().allMatch(name -> fit(required(groupErrors.get(name)), groups(name)));
  }

  private static boolean fit(List<Long> wrong, List<GroupCounts> counts) {
    return wrong.size() == counts.size()
        && IntStream.range(0, wrong.size())
            .allMatch(i -> wrong.get(i) >= 0 && wrong.get(i) <= counts.get(i).n());
  }

  /** What the reference is about. */
  public MonitorSpec spec() {
    return spec;
  }

  /** How many rows it was built from. */
  public long n() {
    return n;
  }

  /** The features in the model's order, then {@code probability}, then {@code decision}. */
  public List<ColumnReference> columns() {
    return columns;
  }

  /**
   * Whether a vector fits the features: as many values, and codes that are indexes of categories,
   * {@link ColumnFold#UNSEEN} or missing.
   */
  public boolean accepts(double[] vector) {
    boolean fits = vector.length == spec.features().size();
    for (int i = 0; fits && i < vector.length; i++) {
      fits = columns.get(i).accepts(vector[i]);
    }
    return fits;
  }

  /** Where the features' values lay at training time, for what-if answers. */
  public ObservedValues observedValues() {
    return ObservedValues.of(
        columns.subList(0, spec.features().size()).stream().map(ColumnReference::spread).toList());
  }

  /** Which segments its windows keep apart. */
  SegmentPlan segments() {
    return segments;
  }

  /** How scores become probabilities. */
  public Calibration calibration() {
    return calibration;
  }

  /** The bins of every window's score histogram. */
  public ScoreBins scoreBins() {
    return scores.bins();
  }

  /** The reference's own rows, all labelled. */
  ScoreHistogram scores() {
    return scores;
  }

  /** The share of positives among the reference's rows. */
  public double baseRate() {
    return scores.realized().positives() / n;
  }

  /** The truth of the reference's rows as a column. */
  public CategoricalReference target() {
    long positives = Math.round(scores.realized().positives());
    return new CategoricalReference(
        MonitorSpec.TARGET_COLUMN, List.of("0", "1"), new long[] {n - positives, positives}, 0);
  }

  /** How much a figure scatters by sampling alone. */
  public SamplingError samplingError(PerformanceMetric metric) {
    return required(samplingErrors.get(metric));
  }

  /** A figure over the reference windows. */
  public ReferenceSeries performance(PerformanceMetric metric) {
    return required(performance.get(metric));
  }

  /** A column's distances of the reference windows from the whole reference. */
  public List<Double> drift(String column, DriftMethod method) {
    Map<DriftMethod, List<Double>> ofColumn = drift.get(column);
    return required(ofColumn == null ? null : ofColumn.get(method));
  }

  /** A loss on the reference's rows. */
  public LossReference loss(Loss loss) {
    return required(losses.get(loss));
  }

  /**
   * How the groups of an attribute fared, in the attribute's order; the last one holds the rows
   * whose group the profile does not know.
   */
  public List<GroupCounts> groups(String attribute) {
    return required(groups.get(attribute));
  }

  /** How often groups were decided wrongly, as counts by attribute; empty when not kept. */
  Map<String, List<Long>> groupErrors() {
    return groupErrors;
  }

  /**
   * How often a group was decided wrongly.
   *
   * @param attribute its attribute
   * @param group its index in the attribute
   * @return null when that was not kept, or of no row
   */
  public @Nullable LossReference groupError(String attribute, int group) {
    long rows = groups(attribute).get(group).n();
    if (groupErrors.isEmpty() || rows == 0) {
      return null;
    }
    return LossReference.ofCount(required(groupErrors.get(attribute)).get(group), rows);
  }

  /** What explanations were like on the reference's rows, null when that was not kept. */
  public @Nullable AttributionReference attribution() {
    return attribution;
  }

  /** The principal components of the reference's rows, null when they were not kept. */
  public @Nullable ReconstructionReference reconstruction() {
    return reconstruction;
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "the reference has no such column, method or attribute. Maybe it is another release's");
    }
    return value;
  }

  /** The canonical bytes: equal references have equal bytes. */
  public byte[] toBytes() {
    return ReferenceDocument.write(this);
  }

  /**
   * Reads canonical bytes.
   *
   * @param bytes a whole {@code reference.json}
   * @return the reference
   * @throws dev.probity.model.ModelRefusedException when the bytes are not exactly what {@link
   *     #toBytes} writes
   */
  public static MonitoringReference parse(byte[] bytes) {
    return ReferenceDocument.read(bytes);
  }
}
