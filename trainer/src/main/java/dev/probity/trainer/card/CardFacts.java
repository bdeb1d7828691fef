// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.card;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.codec.Json;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseLineage;
import dev.probity.trainer.Split;
import dev.probity.trainer.gate.GateCheck;
import dev.probity.trainer.gate.GateOutcome;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.VerdictReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is known about a release into its card. One card each. */
public final class CardFacts {
  private static final String CARD = "card.json";

  private final ModelRelease release;
  private final Map<String, List<ReleaseCard.Statement>> statements = new LinkedHashMap<>();
  private final List<String> unknown = new ArrayList<>();

  /**
   * Facts of a release, from what was said when it was registered.
   *
   * @param release the record
   * @param place where the record stands
   */
  public CardFacts(ModelRelease release, String place) {
    this.release = release;
    add("Release", "trained by", release.actor() + ", " + release.at(), place);
    if (release.reason() != null) {
      add("Release", "because", release.reason(), place);
    }
    add("Release", "profile", release.profile() + " " + release.profileDigest(), place);
    ReleaseLineage lineage = release.lineage();
    if (lineage == null) {
      unknown.add("where its data came from: its record has no lineage");
    } else {
      lineage(lineage, place);
    }
    ReleaseApproval approval = release.approval();
    if (approval != null) {
      approved(approval, place);
    }
  }

  private void lineage(ReleaseLineage lineage, String place) {
    add("Data", "commit", lineage.dataCommit(), place);
    add("Data", "rows", String.format(Locale.ROOT, "%,d", lineage.rows()), lineage.dataDigest());
    lineage
        .sourceOffsets()
        .forEach(
            (topic, range) ->
                add("Data", topic, "offsets " + range.from() + " to " + range.to(), place));
    if (lineage.sourceOffsets().isEmpty()) {
      unknown.add("which records of the topics it was trained on: it came from a file");
    }
    add("Training", "seed", Long.toString(lineage.seed()), place);
    String commit = lineage.codeCommit();
    if (commit == null) {
      unknown.add("which sources trained it: no commit was named");
    } else {
      add("Training", "sources", commit, place);
    }
    String software = lineage.bomDigest();
    if (software == null) {
      unknown.add("which software trained it: it was built without a list");
    } else {
      add("Training", "software, by its CycloneDX list", software, place);
    }
  }

  /**
   * What the signed bundle says.
   *
   * @param bundle its signature and digests are checked; null when it is not in the store
   */
  public void bundle(@Nullable Bundle bundle) {
    if (bundle == null) {
      unknown.add("what the bundle says: it is not in the model store, or is refused");
      return;
    }
    String manifest = "models/" + release.digest() + "/manifest.json";
    add("Training", "learner", learner(bundle), manifest);
    Map<String, MetricValue> figures =
        bundle.manifest().metrics().getOrDefault(Split.TEST.label(), Map.of());
    figures.forEach((name, figure) -> add("Figures", name, VerdictReport.words(figure), manifest));
    if (figures.isEmpty()) {
      unknown.add("how well it decides: its manifest has no figure of part " + Split.TEST.label());
    }
    if (bundle.has(CARD)) {
      byte[] card = bundle.file(CARD);
      String evidence =
          "models/" + release.digest() + "/" + CARD + " sha256:" + ModelDigest.sha256(card);
      intended(Json.parseObject(card).object("intendedUse"), evidence);
    } else {
      unknown.add("what it is intended for: its bundle has no card");
    }
  }

  private static String learner(Bundle bundle) {
    return bundle.manifest().learner().name()
        + " "
        + bundle.manifest().learner().version()
        + ", "
        + bundle.manifest().trees().count()
        + " trees";
  }

  private void intended(Json.ObjectValue use, String evidence) {
    for (String name : List.of("title", "description", "positive", "favourable", "decision")) {
      if (use.find(name) instanceof Json.TextValue text) {
        add("Intended use", name, text.value(), evidence);
      }
    }
    for (String limit : use.texts("limits")) {
      add("Intended use", "limit", limit, evidence);
    }
  }

  /**
   * What the gate says today.
   *
   * @param verdict the verdict; null when it could not be made
   */
  public void gate(@Nullable GateVerdict verdict) {
    if (verdict == null) {
      unknown.add("whether it passes the gate: there is no bundle to judge");
      return;
    }
    String champion = verdict.championDigest();
    String evidence =
        "profile "
            + verdict.profileDigest()
            + ", models/"
            + verdict.digest()
            + "/manifest.json"
            + (champion == null ? "" : ", champion " + champion);
    long failed = verdict.count(GateOutcome.FAILED);
    String said = failed == 0 ? "passed" : "failed " + failed + " checks";
    add("Gate", "verdict", said + " of " + verdict.checks().size(), evidence);
    for (GateCheck check : verdict.checks()) {
      if (check.outcome() != GateOutcome.PASSED) {
        add("Gate", check.name(), VerdictReport.line(check), evidence);
      }
    }
  }

  /**
   * What became of the release afterwards.
   *
   * @param record a later record about it
   * @param place where the record stands
   */
  public void happened(ModelRelease record, String place) {
    String alias = record.alias();
    String what =
        record.event().code() + (alias == null ? "" : " as " + alias) + " by " + record.actor();
    String reason = record.reason() == null ? "" : ": " + record.reason();
    ReleaseChallenge challenge = record.challenge();
    String mode =
        challenge == null
            ? ""
            : ", " + challenge.mode().code() + " on a share of " + challenge.share();
    add("Life", record.at().toString(), what + mode + reason, place);
    ReleaseApproval approval = record.approval();
    if (approval != null) {
      approved(approval, place);
    }
    List<ReleaseAnswer> answers = record.checklist();
    if (answers != null) {
      answers.forEach(one -> add("Compliance checklist", one.question(), one.answer(), place));
    }
  }

  private void approved(ReleaseApproval approval, String place) {
    boolean told =
        statements.getOrDefault("Approval", List.of()).stream()
            .anyMatch(one -> one.name().equals(approval.approvedBy()));
    if (!told) {
      add(
          "Approval",
          approval.approvedBy(),
          approval.approvedAt() + ": " + approval.reason(),
          place);
    }
  }

  /** One thing the monitor, or another place, says about it. */
  public void add(String section, String name, String text, String evidence) {
    statements
        .computeIfAbsent(section, unseen -> new ArrayList<>())
        .add(new ReleaseCard.Statement(name, text, evidence));
  }

  /** One thing nobody wrote down. */
  public void notKnown(String what) {
    unknown.add(what);
  }

  /** The card. */
  public ReleaseCard card() {
    List<String> gaps = new ArrayList<>(unknown);
    if (!statements.containsKey("Approval")) {
      gaps.add("who approved it: nobody did");
    }
    if (!statements.containsKey("Compliance checklist")) {
      gaps.add("the answers to the compliance checklist: nobody was asked");
    }
    return new ReleaseCard(release.name(), release.version(), release.digest(), statements, gaps);
  }
}
