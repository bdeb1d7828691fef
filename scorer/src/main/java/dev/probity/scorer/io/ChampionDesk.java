// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.Contender;
import dev.probity.scorer.RefusedRelease;
import dev.probity.scorer.ReleaseRef;
import dev.probity.scorer.Releases;
import dev.probity.scorer.ServingModel;
import dev.probity.scorer.io.ReleaseLoader.Loading;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.PauseReason;
import dev.probity.topics.record.ModelRelease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which release scores from now on. A release that is refused leaves the one before in service; no
 * release at all closes the intake, and so does a stop. Settled by the follower's thread, asked by
 * any.
 */
final class ChampionDesk {
  private static final System.Logger LOG = System.getLogger(ChampionDesk.class.getName());

  private final ReleaseLoader loader;
  private final Intake intake;
  private final Listener listener;

  private volatile @Nullable ServingModel champion;
  private volatile int selfTestRows;
  private volatile boolean stopped;
  private volatile boolean followed;
  private volatile List<ReleaseRef> retained = List.of();
  private volatile String problem = "the models topic was not read yet";
  private volatile @Nullable Contender contender;
  private volatile String contenderProblem = "";
  private @Nullable Contender refusedContender;
  private @Nullable String refused;

  ChampionDesk(ReleaseLoader loader, Intake intake, Listener listener) {
    this.loader = loader;
    this.intake = intake;
    this.listener = listener;
    intake.pause(PauseReason.NO_MODEL);
  }

  /** Hears what is decided; called on the follower's thread. */
  interface Listener {
    /** This release scores from now on. */
    default void serving(ServingModel model, int selfTestRows) {}

    /** This release must not serve; what served before goes on. */
    default void refused(RefusedRelease release) {}

    /** A person stopped the model, or let it go on. */
    default void stopped(boolean stopped) {}
  }

  /**
   * Follows what the topics say by now.
   *
   * @param halted whether a person ordered a stop that is not acknowledged yet
   */
  void settle(Releases releases, boolean halted) {
    settleStop(halted || releases.stopped());
    retained = releases.retained();
    settleContender(releases.contender());
    ModelRelease wanted = releases.serving();
    if (wanted == null) {
      champion = null;
      problem = "no release has the alias";
      intake.pause(PauseReason.NO_MODEL);
      return;
    }
    ServingModel current = champion;
    boolean settled =
        wanted.digest().equals(refused)
            || (current != null && current.digest().equals(wanted.digest()));
    if (!settled) {
      bring(wanted);
    }
  }

  private void settleStop(boolean wanted) {
    if (wanted != stopped) {
      stopped = wanted;
      if (wanted) {
        intake.pause(PauseReason.STOP_ORDER);
      } else {
        intake.resume(PauseReason.STOP_ORDER);
      }
      listener.stopped(wanted);
    }
    // Only now: who asks in between must not take a stopped model for a serving one.
    followed = true;
  }

  /** A challenger that does not load is not compared; who scores for people never waits for it. */
  private void settleContender(@Nullable Contender wanted) {
    if (wanted == null || wanted.equals(contender) || wanted.equals(refusedContender)) {
      if (wanted == null) {
        contender = null;
        contenderProblem = "";
      }
      return;
    }
    try {
      switch (loader.load(wanted.release())) {
        case Loading.Ready ready -> {
          contender = wanted;
          contenderProblem = "";
        }
        case Loading.Refused why -> {
          contender = null;
          refusedContender = wanted;
          contenderProblem = why.code() + ", " + why.detail();
        }
      }
    } catch (OutageException e) {
      contenderProblem = String.valueOf(e.getMessage());
    }
    if (!contenderProblem.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the challenger is not compared; digest={0} problem={1}",
          wanted.release().digest(),
          contenderProblem);
    }
  }

  private void bring(ModelRelease wanted) {
    try {
      switch (loader.load(new ReleaseRef(wanted.digest(), wanted.version()))) {
        case Loading.Ready(ServingModel model, int rows) -> {
          refused = null;
          problem = "";
          selfTestRows = rows;
          champion = model;
          intake.resume(PauseReason.NO_MODEL);
          listener.serving(model, rows);
        }
        case Loading.Refused why -> {
          refused = wanted.digest();
          problem = "release " + wanted.digest() + " refused: " + why.code() + ", " + why.detail();
          listener.refused(new RefusedRelease(wanted, why.code(), why.detail()));
        }
      }
    } catch (OutageException e) {
      problem = String.valueOf(e.getMessage());
    }
  }

  /** The release that scores from now on; null when there is none. */
  @Nullable ServingModel champion() {
    return champion;
  }

  /** How many self-test rows the champion passed. */
  int selfTestRows() {
    return selfTestRows;
  }

  /** The release that is compared with the champion from now on; null when none is. */
  @Nullable Contender contender() {
    return contender;
  }

  /** Why the wanted challenger is not compared; empty when it is. */
  String contenderProblem() {
    return contenderProblem;
  }

  /** The releases that can be asked for by version. */
  List<ReleaseRef> retained() {
    return retained;
  }

  /** The one of this digest among them; null when it is none. */
  @Nullable ReleaseRef retained(String digest) {
    for (ReleaseRef one : retained) {
      if (one.digest().equals(digest)) {
        return one;
      }
    }
    return null;
  }

  /** Whether a person stopped the model. */
  boolean stopped() {
    return stopped;
  }

  /** Whether the topics were read to their ends, so that it is known what people ordered. */
  boolean followed() {
    return followed;
  }

  /** Why the wanted release does not serve; empty when it does. */
  String problem() {
    return problem;
  }
}
