// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.RejectsDesk.Filed;
import dev.probity.topics.record.Reject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a verb is about. */
final class LetterFilter {
  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Only those refused for this reason code, for example range.")
  private @Nullable String code;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only those refused at this stage, for example validate.")
  private @Nullable String stage;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only those that came from this topic, or door (http:/candidates).")
  private @Nullable String topic;

  Predicate<Filed> predicate() {
    return one -> holds(one.reject());
  }

  /** Whether anything was asked for. */
  boolean given() {
    return code != null || stage != null || topic != null;
  }

  private boolean holds(Reject reject) {
    return (code == null || code.equals(reject.reasonCode().code()))
        && (stage == null || stage.equals(reject.stage().code()))
        && (topic == null || topic.equals(reject.originalTopic()));
  }
}
