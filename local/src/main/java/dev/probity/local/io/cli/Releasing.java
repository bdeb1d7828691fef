// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What promoting and rolling back have in common: which model, who, why, and the announcement. */
final class Releasing {
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private Reason reason = new Reason();
  @Mixin private ModelName model = new ModelName();

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  String reason() {
    return reason.text();
  }

  /** Name of the model. */
  String model() {
    return model.text();
  }

  /** Who acts; an operator. */
  String actor(Common common) throws IOException {
    return acting.principal(common, "operator").subject();
  }

  ReleaseDesk desk(Common common) throws IOException {
    return new ReleaseDesk(brokers.settings(common, "local"));
  }

  ReleaseRegister register(ReleaseDesk desk) {
    return ReleaseRegister.of(model.text(), desk.records());
  }

  /** The record that is allowed; a refusal ends the command as a usage error. */
  ModelRelease allowed(ReleaseRegister.Decision decision) {
    return switch (decision) {
      case ReleaseRegister.Allowed(ModelRelease record) -> record;
      case ReleaseRegister.Refused(String why) -> throw usage(why);
    };
  }

  /** Announces a record and tells that it stands. */
  int announce(Common common, ReleaseDesk desk, ModelRelease record) throws InterruptedException {
    desk.announce(record);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model", record.name());
    fields.put("event", record.event().name().toLowerCase(Locale.ROOT));
    fields.put("version", record.version());
    fields.put("digest", record.digest());
    fields.put("previous", record.previousDigest());
    fields.put("actor", record.actor());
    fields.put("reason", record.reason());
    new Printer(common).object("probity.model.release.v1", fields);
    return Exit.DONE;
  }

  RuntimeException usage(String what) {
    return spec == null
        ? new IllegalArgumentException(what)
        : new ParameterException(spec.commandLine(), what);
  }
}
