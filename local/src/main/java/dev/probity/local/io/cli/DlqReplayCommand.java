// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Principal;
import dev.probity.local.io.RejectsDesk;
import dev.probity.local.io.RejectsDesk.Filed;
import dev.probity.local.io.RejectsDesk.Replayed;
import dev.probity.topics.Roles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends dead letters back to where they came from. */
@Command(
    name = "replay",
    description =
        "Puts original records on their topics again, untouched, each once, with a header that"
            + " names the dead letter; for after the cause is mended.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      "3:finished, but some were left where they are"
    })
final class DlqReplayCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private LetterFilter filter = new LetterFilter();

  @Parameters(
      paramLabel = "POSITION",
      arity = "0..*",
      description = "Which ones, as dlq list prints them; or use --code, --stage, --topic.",
      converter = LetterPosition.Converter.class)
  private List<LetterPosition> positions = new ArrayList<>();

  @Option(names = "--force", description = "Also what was replayed before.")
  private boolean force;

  @Option(names = "--dry-run", description = "Only say what would be replayed.")
  private boolean dryRun;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    if (positions.isEmpty() && !filter.given() && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Which ones? Name positions, or --code, --stage or --topic");
    }
    Principal operator = acting.principal(common, Roles.OPERATOR);
    RejectsDesk desk = new RejectsDesk(brokers.settings(common, "local"));
    Set<String> named = new TreeSet<>(positions.stream().map(LetterPosition::toString).toList());
    List<Filed> letters =
        desk.list(
            filter.predicate().and(one -> named.isEmpty() || named.contains(one.position())), MOST);
    List<Replayed> all =
        dryRun
            ? letters.stream().<Replayed>map(one -> new Replayed.Left(one, "dry run")).toList()
            : desk.replay(letters, operator.subject(), force);
    int missing = named.isEmpty() ? 0 : named.size() - letters.size();
    return told(all, missing);
  }

  private int told(List<Replayed> all, int missing) {
    int sent = 0;
    for (Replayed one : all) {
      switch (one) {
        case Replayed.Sent(Filed filed, int partition, long offset) -> {
          sent++;
          common
              .progress()
              .line(
                  "%s is %s %d@%d again"
                      .formatted(
                          filed.position(), filed.reject().originalTopic(), partition, offset));
        }
        case Replayed.Left(Filed filed, String why) ->
            common.err().println(filed.position() + " stays: " + why);
      }
    }
    if (missing > 0) {
      common.err().println(missing + " of the positions hold no dead letter of this kind");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("replayed", sent);
    fields.put("left", all.size() - sent);
    fields.put("missing", missing);
    new Printer(common).object("probity.dlq.replay.v1", fields);
    return dryRun || (sent == all.size() && missing == 0) ? Exit.DONE : Exit.REJECTED;
  }
}
