// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.scorer.ModelLifecycle.Challenger;
import dev.probity.scorer.ModelLifecycle.Champion;
import dev.probity.scorer.ModelLifecycle.Registered;
import dev.probity.scorer.ModelLifecycle.Retired;
import dev.probity.topics.record.ModelRelease;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the models topic says about one model, folded record by record. The topic is compacted, so a
 * release may be met first when it takes an alias.
 */
public final class Releases {
  private static final String CHALLENGER = "challenger";

  private final String model;
  private final String alias;
  private final Map<String, ModelLifecycle> byDigest;
  private final Map<String, ReleaseRef> retained;
  private final @Nullable ModelRelease serving;
  private final @Nullable ModelRelease challenger;
  private final boolean stopped;

  private Releases(
      String model,
      String alias,
      Map<String, ModelLifecycle> byDigest,
      Map<String, ReleaseRef> retained,
      @Nullable ModelRelease serving,
      @Nullable ModelRelease challenger,
      boolean stopped) {
    this.model = model;
    this.alias = alias;
    this.byDigest = byDigest;
    this.retained = retained;
    this.serving = serving;
    this.challenger = challenger;
    this.stopped = stopped;
  }

  /**
   * No release is known yet.
   *
   * @param model the name of the model to follow
   * @param alias the alias that scores for people, usually {@code champion}
   */
  public static Releases none(String model, String alias) {
    return new Releases(model, alias, Map.of(), Map.of(), null, null, false);
  }

  /** The name of the model. */
  public String model() {
    return model;
  }

  /** These releases after one more record; records about other models change nothing. */
  public Releases plus(ModelRelease record) {
    if (!record.name().equals(model)) {
      return this;
    }
    return switch (record.event()) {
      case SERVING -> new Releases(model, alias, byDigest, retained, serving, challenger, false);
      case STOPPED -> new Releases(model, alias, byDigest, retained, serving, challenger, true);
      case RETIRED -> retired(record.digest());
      case REGISTERED, PROMOTED, ROLLED_BACK -> announced(record);
    };
  }

  private Releases announced(ModelRelease record) {
    Map<String, ModelLifecycle> states = new HashMap<>(byDigest);
    String digest = record.digest();
    states.putIfAbsent(digest, new Registered(digest));
    Map<String, ReleaseRef> kept = new LinkedHashMap<>(retained);
    kept.put(digest, new ReleaseRef(digest, record.version()));
    if (alias.equals(record.alias())) {
      if (serving != null && !serving.digest().equals(digest)) {
        states.put(serving.digest(), retired(serving.digest(), states));
      }
      states.put(digest, promoted(states.get(digest), digest));
      return new Releases(model, alias, states, kept, record, without(digest), stopped);
    }
    if (!CHALLENGER.equals(record.alias())) {
      return new Releases(model, alias, states, kept, serving, challenger, stopped);
    }
    if (states.get(digest) instanceof Registered registered) {
      states.put(digest, registered.challenge());
    }
    return new Releases(model, alias, states, kept, serving, record, stopped);
  }

  /** The challenger, unless it is this release. */
  private @Nullable ModelRelease without(String digest) {
    return challenger != null && challenger.digest().equals(digest) ? null : challenger;
  }

  private Releases retired(String digest) {
    Map<String, ModelLifecycle> states = new HashMap<>(byDigest);
    states.put(digest, retired(digest, states));
    Map<String, ReleaseRef> kept = new LinkedHashMap<>(retained);
    kept.remove(digest);
    boolean wasServing = serving != null && serving.digest().equals(digest);
    return new Releases(
        model, alias, states, kept, wasServing ? null : serving, without(digest), stopped);
  }

  private static ModelLifecycle promoted(@Nullable ModelLifecycle state, String digest) {
    return switch (state) {
      case null -> new Registered(digest).promote();
      case Registered registered -> registered.promote();
      case Challenger challenger -> challenger.promote();
      case Champion champion -> champion;
      case Retired retired -> retired.rollBack();
    };
  }

  private static ModelLifecycle retired(String digest, Map<String, ModelLifecycle> states) {
    return switch (states.get(digest)) {
      case null -> new Registered(digest).retire();
      case Registered registered -> registered.retire();
      case Challenger challenger -> challenger.retire();
      case Champion champion -> champion.retire();
      case Retired retired -> retired;
    };
  }

  /** The record that gave the alias to the release that scores; null when none has it. */
  public @Nullable ModelRelease serving() {
    return serving;
  }

  /**
   * What is compared with the release that scores; null when nothing is, or when nobody says how.
   */
  public @Nullable Contender contender() {
    return challenger == null || challenger.challenge() == null
        ? null
        : new Contender(
            new ReleaseRef(challenger.digest(), challenger.version()), challenger.challenge());
  }

  /**
   * The releases that can be asked for by version: announced and not withdrawn, also when another
   * one scores meanwhile; in the order in which they were announced first.
   */
  public List<ReleaseRef> retained() {
    return List.copyOf(retained.values());
  }

  /** Whether a person stopped the model. */
  public boolean stopped() {
    return stopped;
  }

  /** Where a release stands; null when it was never announced. */
  public @Nullable ModelLifecycle state(String digest) {
    return byDigest.get(digest);
  }
}
