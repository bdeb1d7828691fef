// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseLineage;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The life of releases. */
@Command(
    name = "show",
    description =
        "Shows where the releases of a model stand or, of one release, everything the models topic"
            + " says, with where it says so.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelShowCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private ReleaseName name = new ReleaseName();

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    List<ReleaseDesk.Said> said = new ReleaseDesk(brokers.settings(common, "local")).said();
    ReleaseRegister register =
        ReleaseRegister.of(name.model(), said.stream().map(ReleaseDesk.Said::release).toList());
    List<ModelRelease> shown = name.given() ? List.of(name.in(register)) : register.releases();
    List<Map<String, @Nullable Object>> all =
        shown.stream().map(one -> fields(register, one, said)).toList();
    if (common.json()) {
      new Printer(common)
          .object("probity.model.show.v1", Map.of("model", name.model(), "releases", all));
      return Exit.DONE;
    }
    for (Map<String, @Nullable Object> one : all) {
      new Printer(common).object("probity.model.show.v1", one);
      common.out().println();
    }
    if (all.isEmpty()) {
      common.err().println("no release of " + name.model() + " is registered");
    }
    common.out().flush();
    return Exit.DONE;
  }

  private static Map<String, @Nullable Object> fields(
      ReleaseRegister register, ModelRelease release, List<ReleaseDesk.Said> said) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("version", release.version());
    fields.put("digest", release.digest());
    fields.put("state", register.state(release).name().toLowerCase(Locale.ROOT));
    fields.put("profile", release.profile());
    fields.put("trainedBy", release.actor());
    ReleaseLineage lineage = release.lineage();
    fields.put("dataCommit", lineage == null ? null : lineage.dataCommit());
    fields.put("codeCommit", lineage == null ? null : lineage.codeCommit());
    fields.put("bomDigest", lineage == null ? null : lineage.bomDigest());
    ReleaseApproval approval = release.approval();
    fields.put("approvedBy", approval == null ? null : approval.approvedBy());
    fields.put(
        "records",
        said.stream()
            .filter(one -> one.release().name().equals(release.name()))
            .filter(one -> one.release().digest().equals(release.digest()))
            .map(ModelShowCommand::record)
            .toList());
    return fields;
  }

  private static Map<String, @Nullable Object> record(ReleaseDesk.Said one) {
    ModelRelease record = one.release();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("place", one.place());
    fields.put("at", record.at().toString());
    fields.putAll(Releasing.fields(record, false));
    List<ReleaseAnswer> answers = record.checklist();
    if (answers != null) {
      Map<String, String> told = new LinkedHashMap<>();
      answers.forEach(answer -> told.put(answer.question(), answer.answer()));
      fields.put("checklist", told);
    }
    return fields;
  }
}
