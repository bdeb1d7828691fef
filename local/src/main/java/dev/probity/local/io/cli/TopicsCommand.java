// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.plan.Consent;
import dev.probity.topics.plan.TopicChange;
import dev.probity.topics.plan.TopicPlan;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares a cluster's topics with the declared ones, and makes the difference. */
@Command(
    name = "topics",
    description = "Compares the topics of a cluster with those declared.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {TopicsCommand.Plan.class, TopicsCommand.Apply.class},
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class TopicsCommand {
  TopicsCommand() {}

  /** Shows the difference. */
  @Command(
      name = "plan",
      description = "Shows what must change; changes nothing.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
  static final class Plan implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Brokers brokers = new Brokers();

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      KafkaSettings kafka = brokers.settings(common, "topics");
      try (Admin admin = Admin.create(kafka.admin())) {
        print(new TopicAdmin(admin, kafka.names(), Topics.all()).plan(), common);
      }
      return Exit.DONE;
    }

    private static void print(TopicPlan plan, Common common) {
      if (common.json()) {
        new Printer(common).object("probity.topics.plan.v1", Map.of("changes", rows(plan)));
      } else {
        common.out().println(plan.words());
      }
    }
  }

  /** Makes the difference. */
  @Command(
      name = "apply",
      description = "Makes the changes; those that cost something only where allowed.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {
        Exit.DONE_LINE,
        "1:software error, or a change still waits for --allow",
        Exit.USAGE_LINE
      })
  static final class Apply implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Brokers brokers = new Brokers();

    @Option(
        names = "--allow",
        split = ",",
        paramLabel = "WHAT",
        description = "What may be lost: ${COMPLETION-CANDIDATES}.")
    private List<Consent> allowed = List.of();

    @Option(names = "--dry-run", description = "Shows what would be done; changes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      KafkaSettings kafka = brokers.settings(common, "topics");
      try (Admin admin = Admin.create(kafka.admin())) {
        TopicAdmin topics = new TopicAdmin(admin, kafka.names(), Topics.all());
        TopicPlan plan = topics.plan();
        Set<Consent> given = EnumSet.noneOf(Consent.class);
        given.addAll(allowed);
        List<TopicChange> made = dryRun ? plan.allowedBy(given) : topics.apply(plan, given);
        return print(plan, made);
      }
    }

    private int print(TopicPlan plan, List<TopicChange> made) {
      List<TopicChange> waiting =
          plan.changes().stream().filter(change -> !made.contains(change)).toList();
      if (common.json()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("made", rows(new TopicPlan(made)));
        fields.put("waiting", rows(new TopicPlan(waiting)));
        new Printer(common).object("probity.topics.apply.v1", fields);
      } else {
        common.out().println(new TopicPlan(made).words());
      }
      if (!waiting.isEmpty()) {
        common.err().println("Not done:\n" + new TopicPlan(waiting).words());
        common.err().println("Maybe add --allow with what they need");
        return Exit.SOFTWARE;
      }
      return Exit.DONE;
    }
  }

  private static List<Map<String, String>> rows(TopicPlan plan) {
    return plan.changes().stream()
        .map(
            change ->
                Map.of(
                    "topic", change.topic(),
                    "change", change.words(),
                    "consent", change.consent().name()))
        .toList();
  }
}
