// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.DataFolder;
import dev.probity.local.io.ReleaseDesk;
import dev.probity.local.io.TrainerFolder;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.trainer.gate.ReleaseRegister;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import dev.probity.trainer.io.mlflow.RunRegistries;
import dev.probity.trainer.mlflow.ReleaseMirror;
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

/** What all acts on releases have in common: who, why, MLflow's view of it, the announcement. */
final class Releasing {
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private Reason reason = new Reason();

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  String reason() {
    return reason.text();
  }

  /** Who acts; an operator. */
  String actor(Common common) throws IOException {
    return acting.principal(common, "operator").subject();
  }

  ReleaseDesk desk(Common common) throws IOException {
    return new ReleaseDesk(brokers.settings(common, "local"));
  }

  /** The record that is allowed, or stands; a refusal ends the command as a usage error. */
  ModelRelease allowed(ReleaseRegister.Decision decision) {
    return switch (decision) {
      case ReleaseRegister.Allowed(ModelRelease record) -> record;
      case ReleaseRegister.Standing(ModelRelease record) -> record;
      case ReleaseRegister.Refused(String why) -> throw usage(why);
    };
  }

  /**
   * Lets MLflow show it, announces it, and tells that it stands. What stands already is shown
   * again, which makes good what an outage left undone, and not announced again.
   */
  int settle(
      Common common, ReleaseDesk desk, ReleaseRegister before, ReleaseRegister.Decision decision)
      throws IOException, InterruptedException {
    ModelRelease record = allowed(decision);
    mirror(common, ReleaseMirror.of(before, record));
    boolean stands = decision instanceof ReleaseRegister.Standing;
    if (!stands) {
      desk.announce(record);
    }
    new Printer(common).object("probity.model.release.v1", fields(record, stands));
    return Exit.DONE;
  }

  private static void mirror(Common common, ReleaseMirror mirror) throws IOException {
    try {
      boolean known =
          RunRegistries.of(TrainerFolder.config(DataFolder.view(common.data())).mlflow())
              .show(mirror);
      if (!known) {
        common
            .err()
            .println("MLflow has no version of this release, so no alias of it points there");
      }
    } catch (RegistryOutageException down) {
      throw new IOException(
          down.getMessage()
              + "; nothing is announced"
              + "\nMaybe bring it back, or set probity.mlflow.on-outage=continue, and give the"
              + " same command again",
          down);
    }
  }

  static Map<String, @Nullable Object> fields(ModelRelease record, boolean stands) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model", record.name());
    fields.put("event", record.event().name().toLowerCase(Locale.ROOT));
    fields.put("alias", record.alias());
    fields.put("version", record.version());
    fields.put("digest", record.digest());
    fields.put("previous", record.previousDigest());
    ReleaseChallenge challenge = record.challenge();
    if (challenge != null) {
      fields.put("mode", challenge.mode().code());
      fields.put("share", challenge.share());
    }
    ReleaseApproval approval = record.approval();
    fields.put("approvedBy", approval == null ? null : approval.approvedBy());
    fields.put("actor", record.actor());
    fields.put("reason", record.reason());
    if (stands) {
      fields.put("stands", "since " + record.at());
    }
    return fields;
  }

  RuntimeException usage(String what) {
    return spec == null
        ? new IllegalArgumentException(what)
        : new ParameterException(spec.commandLine(), what);
  }
}
