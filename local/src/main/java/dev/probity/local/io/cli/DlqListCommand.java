// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.RejectsDesk;
import dev.probity.local.io.RejectsDesk.Filed;
import dev.probity.topics.Roles;
import dev.probity.topics.record.Reject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters, without what is in them. */
@Command(
    name = "list",
    description = "The newest dead letters: where each stands, why it was refused, whence it came.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class DlqListCommand implements Callable<Integer> {
  private static final String ROW = "%-8s %-24s %-18s %-9s %-32s %s%n";

  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private LetterFilter filter = new LetterFilter();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most, the newest (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  private int limit = 50;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    acting.principal(common, Roles.OPERATOR, Roles.AUDITOR);
    List<Filed> found =
        new RejectsDesk(brokers.settings(common, "local")).list(filter.predicate(), limit);
    if (common.json()) {
      new Printer(common)
          .object(
              "probity.dlq.list.v1",
              Map.of("letters", found.stream().map(DlqListCommand::fields).toList()));
    } else {
      print(found);
    }
    return Exit.DONE;
  }

  private void print(List<Filed> found) {
    if (found.isEmpty()) {
      common.err().println("no dead letters of this kind");
      return;
    }
    common.out().printf(ROW, "position", "refused", "code", "stage", "from", "reason");
    Map<String, Integer> byCode = new TreeMap<>();
    for (Filed one : found) {
      Reject reject = one.reject();
      byCode.merge(reject.reasonCode().code(), 1, Integer::sum);
      common
          .out()
          .printf(
              ROW,
              one.position(),
              reject.firstFailedAt(),
              reject.reasonCode().code(),
              reject.stage().code(),
              origin(reject),
              reject.reason());
    }
    common.out().flush();
    common.err().println(found.size() + " shown: " + byCode);
  }

  /** Where the record came from, as people write positions. */
  static String origin(Reject reject) {
    return reject.originalPartition() == null
        ? reject.originalTopic()
        : "%s %d@%d"
            .formatted(reject.originalTopic(), reject.originalPartition(), reject.originalOffset());
  }

  /** All but the record itself. */
  static Map<String, @Nullable Object> fields(Filed one) {
    Reject reject = one.reject();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("position", one.position());
    fields.put("code", reject.reasonCode().code());
    fields.put("reason", reject.reason());
    fields.put("stage", reject.stage().code());
    fields.put("originalTopic", reject.originalTopic());
    fields.put("originalPartition", reject.originalPartition());
    fields.put("originalOffset", reject.originalOffset());
    fields.put("firstFailedAt", reject.firstFailedAt().toString());
    fields.put("attempts", reject.attempts());
    fields.put("service", reject.service());
    fields.put("serviceVersion", reject.serviceVersion());
    fields.put("payloadSha256", reject.payloadSha256());
    return fields;
  }
}
