// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.Alerts;
import dev.probity.topics.Ids;
import dev.probity.topics.ModelReleases;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalSeries;

/** Records of the topics that say where a release stands. */
public final class ReleaseRecords {
  /** The release they are about. */
  public static final String DIGEST = Predictions.DIGEST;

  private ReleaseRecords() {}

  /** A release becomes champion, as it has so many times. */
  public static byte[] one(String model, int number) {
    return of(model, ReleaseEvent.PROMOTED, "champion", true, number);
  }

  /** A release changes state, so many seconds after the example did. */
  public static byte[] of(
      String model, ReleaseEvent event, String alias, boolean approved, int seconds) {
    ModelRelease like = ModelReleases.example();
    return Topics.MODELS
        .codec()
        .encode(
            new ModelRelease(
                model,
                event,
                alias,
                like.version(),
                like.digest(),
                like.location(),
                like.profile(),
                like.profileDigest(),
                like.previousDigest(),
                like.manifest(),
                like.lineage(),
                approved ? like.approval() : null,
                like.actor(),
                like.reason(),
                like.at().plusSeconds(seconds)));
  }

  /** A scorer refuses a release. */
  public static byte[] refusal(String model, String digest, AlertStatus state) {
    SignalSeries of = Alerts.example().series();
    SignalSeries series =
        new SignalSeries(
            model,
            digest,
            SignalFamily.DQ,
            "release-refused",
            "",
            "scorer",
            of.kind(),
            of.windowType());
    return alert(series, state, "release refused: WRONG_SIGNATURE, by nobody known");
  }

  /** An alert that is about no refusal. */
  public static byte[] otherAlert(String model) {
    return Topics.ALERTS.codec().encode(Alerts.example());
  }

  private static byte[] alert(SignalSeries series, AlertStatus state, String reason) {
    Alert like = Alerts.example();
    return Topics.ALERTS
        .codec()
        .encode(
            new Alert(
                Ids.alert(series, like.firstWindow()),
                series,
                state,
                like.severity(),
                like.firstWindow(),
                like.lastWindow(),
                like.since(),
                like.changedAt(),
                like.breaches(),
                like.n(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                reason,
                null,
                null,
                like.causes(),
                like.examples(),
                null));
  }
}
