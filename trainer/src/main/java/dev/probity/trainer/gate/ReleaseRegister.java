// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.trainer.ReleaseHistory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The releases of one model as the models topic tells them, and who may change which of them
 * serves: a release is let go by another person than the one who trained it, for a reason.
 */
public final class ReleaseRegister {
  private final String model;
  private final Map<String, ModelRelease> byDigest = new LinkedHashMap<>();
  private @Nullable ModelRelease champion;

  private ReleaseRegister(String model) {
    this.model = model;
  }

  /** What comes of a wish to change who serves. */
  public sealed interface Decision {}

  /**
   * It is allowed.
   *
   * @param record what the models topic is to be told
   */
  public record Allowed(ModelRelease record) implements Decision {}

  /**
   * It is refused.
   *
   * @param why what is wrong and what to do, for people
   */
  public record Refused(String why) implements Decision {}

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
      case REGISTERED, RETIRED -> byDigest.put(record.digest(), record);
      case PROMOTED, ROLLED_BACK -> {
        if (ReleaseHistory.CHAMPION.equals(record.alias())) {
          champion = record;
        }
      }
      case SERVING, STOPPED -> {}
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

  /**
   * Makes a release champion.
   *
   * @param digest the release
   * @param approver who lets it go, the subject of a token
   * @param reason why
   */
  public Decision promote(String digest, String approver, String reason, Instant at) {
    ModelRelease release = byDigest.get(digest);
    String why = refusal(release, digest);
    if (release == null || why != null) {
      return new Refused(String.valueOf(why));
    }
    if (release.actor().equals(approver)) {
      return new Refused(
          approver
              + " trained this release and may not let it go"
              + "\nMaybe ask a second operator to promote it with a token of their own: --token");
    }
    return new Allowed(champion(release, ReleaseEvent.PROMOTED, approver, reason, at));
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
        : new Allowed(champion(release, ReleaseEvent.ROLLED_BACK, approver, reason, at));
  }

  private @Nullable String refusal(@Nullable ModelRelease release, String digest) {
    if (release == null) {
      return "no release "
          + digest
          + " of "
          + model
          + " is registered\nMaybe see which are: probity model list";
    }
    if (release.event() == ReleaseEvent.RETIRED) {
      return "release " + release.version() + " " + digest + " is retired";
    }
    return champion != null && champion.digest().equals(digest)
        ? "release " + release.version() + " " + digest + " is champion already"
        : null;
  }

  private ModelRelease champion(
      ModelRelease release, ReleaseEvent event, String approver, String reason, Instant at) {
    return new ModelRelease(
        release.name(),
        event,
        ReleaseHistory.CHAMPION,
        release.version(),
        release.digest(),
        release.location(),
        release.profile(),
        release.profileDigest(),
        champion == null ? null : champion.digest(),
        release.manifest(),
        release.lineage(),
        new ReleaseApproval(approver, at, reason),
        approver,
        reason,
        at);
  }
}
