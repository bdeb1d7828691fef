// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ServingOrder;
import dev.probity.topics.record.OversightAction;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code stop} and {@code resume} have in common: which model, why, who, how long to wait. */
final class Ordering {
  private static final String SCHEMA = "probity.serving.v1";

  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private Reason reason = new Reason();
  @Mixin private ModelName model = new ModelName();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the acknowledgement (default: ${DEFAULT-VALUE}).",
      defaultValue = "10")
  private int timeout = 10;

  /** Gives the order; the exit code says whether a scorer acknowledged it in time. */
  int give(Common common, OversightAction action) throws IOException, InterruptedException {
    common.logToStderr();
    String actor = acting.principal(common, "operator").subject();
    ServingOrder order =
        new ServingOrder(brokers.settings(common, "local"), InstantSource.system());
    Optional<ServingOrder.Acknowledged> answer =
        order.give(action, model.text(), actor, reason.text(), Duration.ofSeconds(timeout));
    boolean stop = action == OversightAction.HALTED;
    if (answer.isEmpty()) {
      common.err().println(unanswered(stop));
      return Exit.TIMEOUT;
    }
    ServingOrder.Acknowledged acknowledged = answer.get();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model", model.text());
    fields.put("state", stop ? "stopped" : "serving");
    fields.put("version", acknowledged.state().version());
    fields.put("actor", actor);
    fields.put("reason", reason.text());
    fields.put("acknowledgedMillis", acknowledged.took().toMillis());
    new Printer(common).object(SCHEMA, fields);
    if (stop && !common.json()) {
      common
          .err()
          .println("candidates are still taken and wait; they are decided after: probity resume");
    }
    return Exit.DONE;
  }

  private String unanswered(boolean stop) {
    return ("no scorer acknowledged within %d s. The order is on record and stands: the next scorer"
            + " of model %s %s\n"
            + "Maybe look whether one is ready (/q/health/ready names its model and why not), and"
            + " whether --model is its name")
        .formatted(timeout, model.text(), stop ? "obeys it before it scores" : "goes on scoring");
  }
}
