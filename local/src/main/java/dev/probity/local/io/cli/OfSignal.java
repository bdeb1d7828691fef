// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.driftmonitor.Recomputation;
import dev.probity.driftmonitor.io.BundleReleases;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.RecordedEvents;
import dev.probity.local.io.SignalAudit;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A row that the monitor told, to be computed again. */
final class OfSignal {
  @Option(
      names = "--signal",
      paramLabel = "ID",
      required = true,
      description =
          "Id of a final row of a window of event time: computes it again from the records it"
              + " names, on the topics or in the ledger, and its reference, and compares the"
              + " bytes.")
  private String id = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "With --signal: name or file of the profile (default: acs-salary).")
  private @Nullable String profile;

  @Option(
      names = "--max-skew",
      paramLabel = "DURATION",
      description =
          "With --signal: probity.monitor.max-skew as the monitor had it (default: PT24H).")
  private @Nullable Duration maxSkew;

  /** Computes and tells; the exit code. */
  int run(Common common, Brokers brokers) throws IOException {
    try (LedgerAccess access = LedgerAccess.open(common.data());
        LedgerReads ledger =
            LedgerReads.connect(access.reader(), LedgerAccess.names(), access.vault())) {
      List<RecordedEvents> places = new ArrayList<>();
      if (access.running()) {
        places.add(RecordedEvents.on(brokers.settings(common, "local")));
      }
      places.add(RecordedEvents.in(ledger));
      Profile known = ProfileFiles.load(profile == null ? "acs-salary" : profile);
      BundleReleases releases =
          new BundleReleases(
              new FolderModelStore(access.models()),
              access.modelKeysFile(),
              known,
              System::nanoTime);
      Duration skew = maxSkew == null ? Duration.ofHours(24) : maxSkew;
      return told(common, new SignalAudit(places, releases, known, skew).run(id));
    }
  }

  private int told(Common common, SignalAudit.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("signal", id);
    int exit =
        switch (result) {
          case SignalAudit.Result.Impossible(String reason) -> {
            fields.put("result", "impossible");
            fields.put("reason", reason);
            yield Exit.INCOMPLETE;
          }
          case SignalAudit.Result.Computed computed -> {
            fields.put("series", computed.signal().key());
            fields.put("window", computed.signal().window().label());
            yield told(fields, computed.outcome());
          }
        };
    new Printer(common).object("probity.monitor.signal.v1", fields);
    return exit;
  }

  private static int told(Map<String, Object> fields, Recomputation.Result outcome) {
    return switch (outcome) {
      case Recomputation.Result.Same(int rows) -> {
        fields.put("result", "same");
        fields.put("predictions", rows);
        yield Exit.DONE;
      }
      case Recomputation.Result.Different(List<String> differences) -> {
        fields.put("result", "different");
        fields.put("differences", differences);
        yield Exit.REPLAY_MISMATCH;
      }
    };
  }
}
