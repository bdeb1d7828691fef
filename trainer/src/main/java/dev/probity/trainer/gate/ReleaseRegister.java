// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.trainer.ReleaseHistory;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The releases of one model as the models topic tells them, and who may change what becomes of
 * them: a release is let go by another person than the one who trained it, for a reason.
 */
public final class ReleaseRegister {
  private final String model;
  private final Map<String, ModelRelease> byDigest = new LinkedHashMap<>();
  private final Map<String, Set<String>> trainers = new HashMap<>();
  private final Set<String> served = new HashSet<>();
  private @Nullable ModelRelease champion;
  private @Nullable ModelRelease challenger;

  private ReleaseRegister(String model) {
    this.model = model;
  }

  /** What comes of a wish to change what becomes of a release. */
  public sealed interface Decision {}

  /**
   * It is allowed.
   *
   * @param record what the models topic is to be told
   */
  public record Allowed(ModelRelease record) implements Decision {}

  /**
   * It is so already: whoever asks again changes nothing.
   *
   * @param record what the models topic was told
   */
  public record Standing(ModelRelease record) implements Decision {}

  /**
   * It is refused.
   *
   * @param why what is wrong and what to do, for people
   */
  public record Refused(String why) implements Decision {}

  /** Where a release stands. */
  public enum State {
    /** It exists. */
    REGISTERED,
    /** It is compared with the champion. */
    CHALLENGER,
    /** It decides. */
    CHAMPION,
    /** It decided before, or is withdrawn. */
    RETIRED
  }

  /**
   * Reads the records of the models topic, oldest first.
   *
   * @param model the name of the model; records of others are passed over
   */
  public static ReleaseRegister of(String model, List<ModelRelease> records) {
    ReleaseRegister register = new ReleaseRegister(model);
    records.stream().filter(one -> one.name().equals(model)).forEach(register::read);
    return register;
  }

  private void read(ModelRelease record) {
    switch (record.event()) {
      case REGISTERED -> registered(record);
      case RETIRED -> {
        byDigest.put(record.digest(), record);
        leaveChallenge(record.digest());
      }
      case PROMOTED, ROLLED_BACK -> {
        if (ReleaseHistory.CHAMPION.equals(record.alias())) {
          champion = record;
          served.add(record.digest());
          String previous = record.previousDigest();
          if (previous != null) {
            served.add(previous);
          }
          leaveChallenge(record.digest());
        } else if (ReleaseHistory.CHALLENGER.equals(record.alias())) {
          challenger = record;
        }
      }
      case SERVING, STOPPED -> {}
    }
  }

  /** A release trained again is the same release: its approval stands, unless they trained it. */
  private void registered(ModelRelease record) {
    String digest = record.digest();
    trainers.computeIfAbsent(digest, unseen -> new HashSet<>()).add(record.actor());
    ModelRelease before = byDigest.get(digest);
    ReleaseApproval approval = record.approval();
    if (approval == null && before != null && before.event() == ReleaseEvent.REGISTERED) {
      approval = before.approval();
    }
    byDigest.put(
        digest,
        new Told(record, ReleaseEvent.REGISTERED, null)
            .approved(approval == null || trained(digest, approval.approvedBy()) ? null : approval)
            .by(record.actor(), record.reason(), record.at()));
  }

  private boolean trained(String digest, String person) {
    return trainers.getOrDefault(digest, Set.of()).contains(person);
  }

  private void leaveChallenge(String digest) {
    if (challenger != null && challenger.digest().equals(digest)) {
      challenger = null;
    }
  }

  /** The releases by what was last said about each, in the order they were met. */
  public List<ModelRelease> releases() {
    return List.copyOf(byDigest.values());
  }

  /** The record that made the champion; null when there is none. */
  public @Nullable ModelRelease champion() {
    return champion;
  }

  /** The record that made the challenger; null when there is none. */
  public @Nullable ModelRelease challenger() {
    return challenger;
  }

  /**
   * The release that a person names.
   *
   * @param name its version or digest
   * @return what was last said about it; null when there is none
   */
  public @Nullable ModelRelease find(String name) {
    ModelRelease found = byDigest.get(name);
    if (found != null) {
      return found;
    }
    for (ModelRelease one : byDigest.values()) {
      if (one.version().equals(name)) {
        return one;
      }
    }
    return null;
  }

  /** Where a release stands. */
  public State state(ModelRelease release) {
    if (isOf(champion, release.digest())) {
      return State.CHAMPION;
    }
    if (release.event() == ReleaseEvent.RETIRED) {
      return State.RETIRED;
    }
    if (isOf(challenger, release.digest())) {
      return State.CHALLENGER;
    }
    return served.contains(release.digest()) ? State.RETIRED : State.REGISTERED;
  }

  /**
   * Approves a release, which is not who trained it alone: two persons have then looked at it.
   *
   * @param name version or digest
   * @param approver who approves, the subject of a token
   * @param reason why
   */
  public Decision approve(String name, String approver, String reason, Instant at) {
    ModelRelease release = find(name);
    String why = refusal(release, name);
    if (release == null || why != null) {
      return new Refused(String.valueOf(why));
    }
    if (trained(release.digest(), approver)) {
      return new Refused(own(approver, "approve it", "approve"));
    }
    ReleaseApproval approval = release.approval();
    if (approval != null && approval.approvedBy().equals(approver)) {
      return new Standing(release);
    }
    // The actor stays who trained: this record takes the place of the one that says so.
    return new Allowed(
        new Told(release, ReleaseEvent.REGISTERED, null)
            .approved(new ReleaseApproval(approver, at, reason))
            .by(release.actor(), release.reason(), at));
  }

  /**
   * Makes a release challenger, in the place of the one there is.
   *
   * @param name version or digest
   * @param challenge how it is compared
   * @param checklist the answered compliance checklist
   * @param actor who says so, the subject of a token
   * @param reason why
   */
  public Decision challenge(
      String name,
      ReleaseChallenge challenge,
      List<ReleaseAnswer> checklist,
      String actor,
      String reason,
      Instant at) {
    ModelRelease release = find(name);
    String why = refusal(release, name);
    if (release == null || why != null) {
      return new Refused(String.valueOf(why));
    }
    if (champion == null || isOf(champion, release.digest())) {
      return new Refused(
          champion == null
              ? "there is no champion of " + model + " to compare with\nMaybe promote one first"
              : "release " + release.version() + " is the champion, which is what is challenged");
    }
    ModelRelease before = challenger;
    if (before != null
        && isOf(before, release.digest())
        && challenge.equals(before.challenge())
        && checklist.equals(before.checklist())) {
      return new Standing(before);
    }
    return new Allowed(
        new Told(release, ReleaseEvent.PROMOTED, ReleaseHistory.CHALLENGER)
            .instead(before)
            .approved(release.approval())
            .compared(challenge, checklist)
            .by(actor, reason, at));
  }

  /**
   * Makes a release champion. Where an approval is on record, another person than who gave it does;
   * else who promotes it approves it, and is not who trained it.
   *
   * @param name version or digest
   * @param actor who lets it go, the subject of a token
   * @param reason why
   * @param checklist the answered compliance checklist; null for what was answered when it became
   *     challenger
   */
  public Decision promote(
      String name,
      String actor,
      String reason,
      @Nullable List<ReleaseAnswer> checklist,
      Instant at) {
    ModelRelease release = find(name);
    String why = refusal(release, name);
    if (release == null || why != null) {
      return new Refused(String.valueOf(why));
    }
    if (champion != null && isOf(champion, release.digest())) {
      return new Standing(champion);
    }
    ReleaseApproval approval = release.approval();
    if (approval == null && trained(release.digest(), actor)) {
      return new Refused(own(actor, "let it go", "promote"));
    }
    if (approval != null && approval.approvedBy().equals(actor)) {
      return new Refused(
          actor
              + " approved this release and may not promote it too"
              + "\nMaybe ask another operator to promote it with a token of their own: --token");
    }
    return new Allowed(
        new Told(release, ReleaseEvent.PROMOTED, ReleaseHistory.CHAMPION)
            .instead(champion)
            .approved(approval == null ? new ReleaseApproval(actor, at, reason) : approval)
            .compared(null, checklist == null ? answered(release.digest()) : checklist)
            .by(actor, reason, at));
  }

  /** Makes a release champion, with the checklist that was answered when it was challenger. */
  public Decision promote(String name, String actor, String reason, Instant at) {
    return promote(name, actor, reason, null, at);
  }

  private @Nullable List<ReleaseAnswer> answered(String digest) {
    return challenger != null && isOf(challenger, digest) ? challenger.checklist() : null;
  }

  /**
   * Makes the release that served before champion again. One person may: it served with approval,
   * and a model that harms must not wait for a second one.
   *
   * @param approver who does, the subject of a token
   * @param reason why
   */
  public Decision rollBack(String approver, String reason, Instant at) {
    String previous = champion == null ? null : champion.previousDigest();
    if (previous == null) {
      return new Refused(
          "no release of "
              + model
              + " served before this one\nMaybe stop the model instead: probity stop --reason");
    }
    ModelRelease release = byDigest.get(previous);
    String why = refusal(release, previous);
    return release == null || why != null
        ? new Refused(String.valueOf(why))
        : new Allowed(
            new Told(release, ReleaseEvent.ROLLED_BACK, ReleaseHistory.CHAMPION)
                .instead(champion)
                .approved(new ReleaseApproval(approver, at, reason))
                .by(approver, reason, at));
  }

  /**
   * Withdraws a release: it is compared no longer and cannot become champion.
   *
   * @param name version or digest
   * @param actor who says so, the subject of a token
   * @param reason why
   */
  public Decision retire(String name, String actor, String reason, Instant at) {
    ModelRelease release = find(name);
    if (release != null && release.event() == ReleaseEvent.RETIRED) {
      return new Standing(release);
    }
    String why = refusal(release, name);
    if (release == null || why != null) {
      return new Refused(String.valueOf(why));
    }
    if (isOf(champion, release.digest())) {
      return new Refused(
          "release "
              + release.version()
              + " is champion\nMaybe promote another, roll back, or stop the model first");
    }
    return new Allowed(
        new Told(release, ReleaseEvent.RETIRED, null)
            .approved(release.approval())
            .by(actor, reason, at));
  }

  private @Nullable String refusal(@Nullable ModelRelease release, String name) {
    if (release == null) {
      return "no release "
          + name
          + " of "
          + model
          + " is registered\nMaybe see which are: probity model list";
    }
    return release.event() == ReleaseEvent.RETIRED
        ? "release " + release.version() + " " + release.digest() + " is retired"
        : null;
  }

  private static String own(String person, String what, String verb) {
    return person
        + " trained this release and may not "
        + what
        + "\nMaybe ask a second operator to "
        + verb
        + " it with a token of their own: --token";
  }

  private static boolean isOf(@Nullable ModelRelease record, String digest) {
    return record != null && record.digest().equals(digest);
  }
}
