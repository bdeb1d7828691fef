// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static dev.probity.topics.codec.JsonTypes.INSTANT;
import static dev.probity.topics.codec.JsonTypes.NUMBER;
import static dev.probity.topics.codec.JsonTypes.OFFSET_RANGE;
import static dev.probity.topics.codec.JsonTypes.SMALL;
import static dev.probity.topics.codec.JsonTypes.TEXT;
import static dev.probity.topics.codec.JsonTypes.TRUTH;
import static dev.probity.topics.codec.JsonTypes.WHOLE;
import static dev.probity.topics.codec.JsonTypes.coded;
import static dev.probity.topics.codec.JsonTypes.list;
import static dev.probity.topics.codec.JsonTypes.map;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingFigure;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalFlags;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;

/** The shapes of signals, alerts and retraining requests. */
final class MonitoringShapes {

  static final Shape<SignalSeries> SIGNAL_SERIES =
      new Shape.Builder<SignalSeries>()
          .field("model", TEXT, SignalSeries::model)
          .field("modelDigest", TEXT, SignalSeries::modelDigest)
          .field("family", coded(SignalFamily.class), SignalSeries::family)
          .field("metric", TEXT, SignalSeries::metric)
          .field("column", TEXT, SignalSeries::column)
          .field("segment", TEXT, SignalSeries::segment)
          .field("kind", coded(SignalKind.class), SignalSeries::kind)
          .field("windowType", coded(WindowType.class), SignalSeries::windowType)
          .tolerant(
              v ->
                  new SignalSeries(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next()));

  static final Shape<SignalWindow> SIGNAL_WINDOW =
      new Shape.Builder<SignalWindow>()
          .nullable("windowStart", INSTANT, SignalWindow::windowStart)
          .nullable("windowEnd", INSTANT, SignalWindow::windowEnd)
          .nullable("chunkIndex", WHOLE, SignalWindow::chunkIndex)
          .field("revision", SMALL, SignalWindow::revision)
          .field("status", coded(WindowStatus.class), SignalWindow::status)
          .field("n", WHOLE, SignalWindow::n)
          .field("nLabelled", WHOLE, SignalWindow::nLabelled)
          .nullable("maturity", NUMBER, SignalWindow::maturity)
          .field("nMissing", WHOLE, SignalWindow::nMissing)
          .tolerant(
              v ->
                  new SignalWindow(
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.next()));

  static final Shape<SignalEstimate> SIGNAL_ESTIMATE =
      new Shape.Builder<SignalEstimate>()
          .nullable("value", NUMBER, SignalEstimate::value)
          .nullable("lower", NUMBER, SignalEstimate::lower)
          .nullable("upper", NUMBER, SignalEstimate::upper)
          .nullable("confidence", NUMBER, SignalEstimate::confidence)
          .nullable("reasonMissing", TEXT, SignalEstimate::reasonMissing)
          .nullable("samplingError", NUMBER, SignalEstimate::samplingError)
          .nullable("calibrationError", NUMBER, SignalEstimate::calibrationError)
          .nullable("shiftError", NUMBER, SignalEstimate::shiftError)
          .tolerant(
              v ->
                  new SignalEstimate(
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull()));

  static final Shape<SignalLimits> SIGNAL_LIMITS =
      new Shape.Builder<SignalLimits>()
          .nullable("lowerThreshold", NUMBER, SignalLimits::lowerThreshold)
          .nullable("upperThreshold", NUMBER, SignalLimits::upperThreshold)
          .nullable("thresholdRule", TEXT, SignalLimits::thresholdRule)
          .nullable("thresholdM", SMALL, SignalLimits::thresholdM)
          .tolerant(
              v ->
                  new SignalLimits(v.nextOrNull(), v.nextOrNull(), v.nextOrNull(), v.nextOrNull()));

  static final Shape<SignalEvidence> SIGNAL_EVIDENCE =
      new Shape.Builder<SignalEvidence>()
          .nullable("eValue", NUMBER, SignalEvidence::eValue)
          .nullable("eValueLog10", NUMBER, SignalEvidence::eValueLog10)
          .nullable("eBound", NUMBER, SignalEvidence::eBound)
          .nullable("pValue", NUMBER, SignalEvidence::pValue)
          .nullable("findings", WHOLE, SignalEvidence::findings)
          .field("alert", TRUTH, SignalEvidence::alert)
          .field("evidence", coded(Evidence.class), SignalEvidence::evidence)
          .tolerant(
              v ->
                  new SignalEvidence(
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.next()));

  static final Shape<SignalFlags> SIGNAL_FLAGS =
      new Shape.Builder<SignalFlags>()
          .field("method", TEXT, SignalFlags::method)
          .nullable("cbpeValid", TRUTH, SignalFlags::cbpeValid)
          .nullable("labelBias", TRUTH, SignalFlags::labelBias)
          .field("incomplete", TRUTH, SignalFlags::incomplete)
          .field("idlePartitions", TRUTH, SignalFlags::idlePartitions)
          .tolerant(
              v -> new SignalFlags(v.next(), v.nextOrNull(), v.nextOrNull(), v.next(), v.next()));

  static final Shape<Signal> SIGNAL =
      new Shape.Builder<Signal>()
          .field("schema", TEXT, Signal::schema)
          .field("mode", TEXT, Signal::mode)
          .inline(SIGNAL_SERIES, Signal::series)
          .field("referenceDigest", TEXT, Signal::referenceDigest)
          .field("profileDigest", TEXT, Signal::profileDigest)
          .inline(SIGNAL_WINDOW, Signal::window)
          .inline(SIGNAL_ESTIMATE, Signal::estimate)
          .inline(SIGNAL_LIMITS, Signal::limits)
          .inline(SIGNAL_EVIDENCE, Signal::evidence)
          .inline(SIGNAL_FLAGS, Signal::flags)
          .field("inputOffsets", map(OFFSET_RANGE, Limits.MAX_ENTRIES), Signal::inputOffsets)
          .field("computedAt", INSTANT, Signal::computedAt)
          .tolerant(
              v ->
                  new Signal(
                      v.next(),
                      v.next(),
                      SIGNAL_SERIES.from(v),
                      v.next(),
                      v.next(),
                      SIGNAL_WINDOW.from(v),
                      SIGNAL_ESTIMATE.from(v),
                      SIGNAL_LIMITS.from(v),
                      SIGNAL_EVIDENCE.from(v),
                      SIGNAL_FLAGS.from(v),
                      v.next(),
                      v.next()));

  static final Shape<AlertCause> ALERT_CAUSE =
      new Shape.Builder<AlertCause>()
          .field("column", TEXT, AlertCause::column)
          .field("metric", TEXT, AlertCause::metric)
          .field("value", NUMBER, AlertCause::value)
          .field("threshold", NUMBER, AlertCause::threshold)
          .field("weight", NUMBER, AlertCause::weight)
          .tolerant(v -> new AlertCause(v.next(), v.next(), v.next(), v.next(), v.next()));

  static final Shape<Alert> ALERT =
      new Shape.Builder<Alert>()
          .field("alertId", TEXT, Alert::alertId)
          .inline(SIGNAL_SERIES, Alert::series)
          .field("state", coded(AlertStatus.class), Alert::state)
          .field("severity", coded(Severity.class), Alert::severity)
          .field("firstWindow", TEXT, Alert::firstWindow)
          .field("lastWindow", TEXT, Alert::lastWindow)
          .field("since", INSTANT, Alert::since)
          .field("changedAt", INSTANT, Alert::changedAt)
          .field("breaches", WHOLE, Alert::breaches)
          .field("n", WHOLE, Alert::n)
          .nullable("value", NUMBER, Alert::value)
          .nullable("worstValue", NUMBER, Alert::worstValue)
          .nullable("lowerThreshold", NUMBER, Alert::lowerThreshold)
          .nullable("upperThreshold", NUMBER, Alert::upperThreshold)
          .nullable("eValueLog10", NUMBER, Alert::eValueLog10)
          .nullable("signalId", TEXT, Alert::signalId)
          .nullable("incidentId", TEXT, Alert::incidentId)
          .nullable("reason", TEXT, Alert::reason)
          .nullable("acknowledgedBy", TEXT, Alert::acknowledgedBy)
          .nullable("silencedUntil", INSTANT, Alert::silencedUntil)
          .field("causes", list(ALERT_CAUSE), Alert::causes)
          .field("examples", list(TEXT), Alert::examples)
          .nullable("runbook", TEXT, Alert::runbook)
          .tolerant(
              v ->
                  new Alert(
                      v.next(),
                      SIGNAL_SERIES.from(v),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.next(),
                      v.nextOrNull()));

  static final Shape<RetrainingFigure> RETRAINING_FIGURE =
      new Shape.Builder<RetrainingFigure>()
          .field("name", TEXT, RetrainingFigure::name)
          .nullable("current", NUMBER, RetrainingFigure::current)
          .nullable("reference", NUMBER, RetrainingFigure::reference)
          .field("n", WHOLE, RetrainingFigure::n)
          .tolerant(v -> new RetrainingFigure(v.next(), v.nextOrNull(), v.nextOrNull(), v.next()));

  static final Shape<Retraining> RETRAINING =
      new Shape.Builder<Retraining>()
          .field("requestId", TEXT, Retraining::requestId)
          .field("model", TEXT, Retraining::model)
          .field("state", coded(RetrainingState.class), Retraining::state)
          .field("actor", TEXT, Retraining::actor)
          .nullable("reason", TEXT, Retraining::reason)
          .nullable("modelDigest", TEXT, Retraining::modelDigest)
          .nullable("incidentId", TEXT, Retraining::incidentId)
          .field("causes", list(ALERT_CAUSE), Retraining::causes)
          .field("figures", list(RETRAINING_FIGURE), Retraining::figures)
          .field("inputOffsets", map(OFFSET_RANGE, Limits.MAX_ENTRIES), Retraining::inputOffsets)
          .nullable("dataCommit", TEXT, Retraining::dataCommit)
          .nullable("releaseDigest", TEXT, Retraining::releaseDigest)
          .field("at", INSTANT, Retraining::at)
          .optional("searchTrials", SMALL, Retraining::searchTrials)
          .optional("searchSeconds", SMALL, Retraining::searchSeconds)
          .optional("reweigh", TEXT, Retraining::reweigh)
          .tolerant(
              v ->
                  new Retraining(
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull()));

  private MonitoringShapes() {}
}
