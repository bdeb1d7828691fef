// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a release: registered, promoted, rolled back, retired, serving or stopped. The
 * bundle itself lies in the model store, named by its digest.
 *
 * @param name the name of the model
 * @param event what happened
 * @param alias the alias it is about, {@code champion} or {@code challenger}; null when none
 * @param version the version, for people
 * @param digest the SHA-256 of the release bundle
 * @param location where in the model store the bundle lies
 * @param profile the name of the profile
 * @param profileDigest the SHA-256 of the profile
 * @param previousDigest the release that had the alias before
 * @param manifest what the bundle's manifest says; null on records about serving
 * @param lineage where it comes from; null on records about serving
 * @param approval who let it go; null when nobody did yet
 * @param actor who or what made this happen
 * @param reason why
 * @param at when
 * @param challenge how it is compared with the champion; null unless it is the challenger
 * @param checklist what was answered to the compliance checklist; null when nobody was asked
 */
public record ModelRelease(
    String name,
    ReleaseEvent event,
    @Nullable String alias,
    String version,
    String digest,
    String location,
    String profile,
    String profileDigest,
    @Nullable String previousDigest,
    @Nullable ReleaseManifest manifest,
    @Nullable ReleaseLineage lineage,
    @Nullable ReleaseApproval approval,
    String actor,
    @Nullable String reason,
    Instant at,
    @Nullable ReleaseChallenge challenge,
    @Nullable List<ReleaseAnswer> checklist) {

  /** Checks and copies the components. */
  public ModelRelease {
    Check.text(name, "name");
    Check.present(event, "event");
    Check.optionalText(alias, "alias");
    Check.text(version, "version");
    Check.digest(digest, "digest");
    Check.text(location, "location");
    Check.text(profile, "profile");
    Check.digest(profileDigest, "profileDigest");
    Check.optionalDigest(previousDigest, "previousDigest");
    Check.text(actor, "actor");
    if (reason != null) {
      Check.prose(reason, "reason");
    }
    at = Check.millis(at, "at");
    if (checklist != null) {
      checklist = Check.copy(checklist, "checklist");
    }
    Check.that(name.indexOf('|') < 0, "name", "without a vertical bar");
    Check.that(alias == null || alias.matches("[a-z][a-z0-9-]*"), "alias", "a lower-case word");
    Check.that(!SERVING.equals(alias), "alias", "other than the key of serving records");
  }

  private static final String SERVING = "serving";

  /** What happened, where nobody was compared or asked. */
  public ModelRelease(
      String name,
      ReleaseEvent event,
      @Nullable String alias,
      String version,
      String digest,
      String location,
      String profile,
      String profileDigest,
      @Nullable String previousDigest,
      @Nullable ReleaseManifest manifest,
      @Nullable ReleaseLineage lineage,
      @Nullable ReleaseApproval approval,
      String actor,
      @Nullable String reason,
      Instant at) {
    this(
        name,
        event,
        alias,
        version,
        digest,
        location,
        profile,
        profileDigest,
        previousDigest,
        manifest,
        lineage,
        approval,
        actor,
        reason,
        at,
        null,
        null);
  }

  /** The record key: {@code <name>|serving}, {@code <name>|<alias>}, or {@code <name>|<digest>}. */
  public String key() {
    return switch (event) {
      case SERVING, STOPPED -> servingKey(name);
      case REGISTERED, PROMOTED, ROLLED_BACK, RETIRED ->
          name + "|" + (alias == null ? digest : alias);
    };
  }

  /** The key under which the state of serving of a model is kept. */
  public static String servingKey(String model) {
    return model + "|" + SERVING;
  }
}
