// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.gate.ReleaseRegister;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which release a verb tells about: the one named, else the one that serves. */
final class ReleaseName {
  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the model.")
  private String model = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RELEASE",
      description = "Version or digest of the release (default: the champion).")
  private @Nullable String release;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  String model() {
    return model;
  }

  /** Whether a release was named. */
  boolean given() {
    return release != null;
  }

  /** What was last said about the release. */
  ModelRelease in(ReleaseRegister register) {
    ModelRelease champion = register.champion();
    String wanted = release == null && champion != null ? champion.digest() : release;
    ModelRelease found = wanted == null ? null : register.find(wanted);
    if (found == null) {
      String what =
          wanted == null
              ? "no release of " + model + " serves\nMaybe name one: probity model list"
              : "no release "
                  + wanted
                  + " of "
                  + model
                  + " is registered\nMaybe see which are:"
                  + " probity model list";
      throw spec == null
          ? new IllegalArgumentException(what)
          : new ParameterException(spec.commandLine(), what);
    }
    return found;
  }
}
