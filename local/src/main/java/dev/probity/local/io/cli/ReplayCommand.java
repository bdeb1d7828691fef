// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.auditsink.query.Hop;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Replay;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides a recorded case again. */
@Command(
    name = "replay",
    description =
        "Scores a past decision again, from the recorded bytes of the candidate and the release the"
            + " decision names: the same bits must come out.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      "0:the same bits came out",
      "1:software error, or the ledger knows no such decision",
      Exit.USAGE_LINE,
      "5:something else came out",
      "8:it cannot be decided again: record or release is gone"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_HOPS = 10_000;

  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "ID",
      description = "Id of a prediction, or of a candidate for the newest.")
  private String id = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Name or file of the profile (default: ${DEFAULT-VALUE}).",
      defaultValue = "acs-salary")
  private String profile = "acs-salary";

  @Override
  public Integer call() throws IOException, OutageException {
    common.logToStderr();
    try (LedgerAccess access = LedgerAccess.open(common.data());
        LedgerReads ledger =
            LedgerReads.connect(access.reader(), LedgerAccess.names(), access.vault())) {
      boolean named = id.matches("[0-9a-f]{64}");
      String candidate = named ? ledger.candidateOf(id).orElse("") : id;
      List<Hop> hops = candidate.isEmpty() ? List.of() : ledger.trace(candidate, MOST_HOPS);
      String decision = named ? id : newest(hops);
      if (hops.isEmpty() || decision.isEmpty()) {
        common.err().println("The ledger knows no decision of this id");
        common.err().println("Maybe probity trace CANDIDATE tells what it knows");
        return Exit.SOFTWARE;
      }
      Replay replay =
          new Replay(
              new FolderModelStore(access.models()),
              access.modelKeys(),
              ProfileFiles.load(profile));
      return told(decision, replay.run(decision, hops));
    }
  }

  private static String newest(List<Hop> hops) {
    return hops.stream()
        .filter(hop -> hop.event() == EventType.PREDICTION_SCORED)
        .map(hop -> String.valueOf(hop.decisionId()))
        .reduce("", (before, later) -> later);
  }

  private int told(String decision, Replay.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("decision", decision);
    int exit =
        switch (result) {
          case Replay.Result.Same(Prediction prediction) -> {
            fields.put("result", "same");
            fields.put("model", prediction.modelDigest());
            fields.put("margin", Double.toHexString(prediction.margin()));
            fields.put("probability", prediction.probability());
            fields.put("band", prediction.band());
            yield Exit.DONE;
          }
          case Replay.Result.Different(List<String> differences) -> {
            fields.put("result", "different");
            fields.put("differences", differences);
            yield Exit.REPLAY_MISMATCH;
          }
          case Replay.Result.Impossible(String reason) -> {
            fields.put("result", "impossible");
            fields.put("reason", reason);
            yield Exit.INCOMPLETE;
          }
        };
    new Printer(common).object("probity.replay.v1", fields);
    return exit;
  }
}
