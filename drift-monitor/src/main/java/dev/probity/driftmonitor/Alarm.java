// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.Loss;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.profile.AlarmTolerances;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;

/** The anytime-valid alarms of a model: what each watches and how loud it is. */
public enum Alarm {
  /** Share of wrong decisions. */
  ERROR("error", SignalFamily.PERFORMANCE, Severity.CRITICAL),
  /** Squared distance of probability and truth. */
  BRIER("brier", SignalFamily.PERFORMANCE, Severity.CRITICAL),
  /** Truth far above the probability. */
  UNDERPREDICTION_CRITICAL("underprediction_critical", SignalFamily.CALIBRATION, Severity.CRITICAL),
  /** Truth far below the probability. */
  OVERPREDICTION_CRITICAL("overprediction_critical", SignalFamily.CALIBRATION, Severity.CRITICAL),
  /** Truth above the probability. */
  UNDERPREDICTION_WARNING("underprediction_warning", SignalFamily.CALIBRATION, Severity.WARNING),
  /** Truth below the probability. */
  OVERPREDICTION_WARNING("overprediction_warning", SignalFamily.CALIBRATION, Severity.WARNING),
  /** Share of wrong decisions as the probabilities themselves expect it; needs no outcome. */
  EXPECTED_ERROR("expected_error", SignalFamily.PERFORMANCE, Severity.WARNING);

  private final String metric;
  private final SignalFamily family;
  private final Severity severity;

  Alarm(String metric, SignalFamily family, Severity severity) {
    this.metric = metric;
    this.family = family;
    this.severity = severity;
  }

  /** The metric's name in signals and alerts. */
  public String metric() {
    return metric;
  }

  /** What the metric speaks about. */
  public SignalFamily family() {
    return family;
  }

  /** How urgent its alert is. */
  public Severity severity() {
    return severity;
  }

  /** Whether the value rests on outcomes. */
  public SignalKind kind() {
    return this == EXPECTED_ERROR ? SignalKind.ESTIMATED : SignalKind.REALIZED;
  }

  /** Whether the process moves with outcomes, else it moves with predictions. */
  public boolean needsLabel() {
    return this != EXPECTED_ERROR;
  }

  /** What the process bets on, for a release and the profile's tolerances. */
  public Bet bet(MonitoringReference reference, AlarmTolerances tolerances) {
    return switch (this) {
      case ERROR -> Bet.onLoss(reference.loss(Loss.ERROR), tolerances.error());
      case BRIER -> Bet.onLoss(reference.loss(Loss.BRIER), tolerances.brier());
      case EXPECTED_ERROR ->
          Bet.onLoss(reference.loss(Loss.EXPECTED_ERROR), tolerances.expectedError());
      case UNDERPREDICTION_CRITICAL, OVERPREDICTION_CRITICAL ->
          Bet.onCalibration(tolerances.calibrationCritical());
      case UNDERPREDICTION_WARNING, OVERPREDICTION_WARNING ->
          Bet.onCalibration(tolerances.calibrationWarning());
    };
  }

  /**
   * What one record adds.
   *
   * @param probability calibrated by the reference's curve
   * @param positive the decision
   * @param label the truth; not looked at without need
   */
  public double x(double probability, boolean positive, boolean label) {
    return switch (this) {
      case ERROR -> Loss.ERROR.of(probability, positive, label);
      case BRIER -> Loss.quantized(Loss.BRIER.of(probability, positive, label));
      case EXPECTED_ERROR -> Loss.quantized(Loss.EXPECTED_ERROR.of(probability, positive, label));
      case UNDERPREDICTION_CRITICAL, UNDERPREDICTION_WARNING -> (label ? 1 : 0) - probability;
      case OVERPREDICTION_CRITICAL, OVERPREDICTION_WARNING -> probability - (label ? 1 : 0);
    };
  }
}
