// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.AlertStatus;
import org.jspecify.annotations.Nullable;

/** Alert states as bytes, and as the records name them. */
final class AlertStates {
  private static final int QUIET = 0;
  private static final int PENDING = 1;
  private static final int FIRING = 2;
  private static final int RESOLVED = 3;

  private AlertStates() {}

  static @Nullable AlertStatus status(AlertState state) {
    return switch (state) {
      case AlertState.Quiet quiet -> null;
      case AlertState.Pending pending -> AlertStatus.PENDING;
      case AlertState.Firing firing -> AlertStatus.FIRING;
      case AlertState.Resolved resolved -> AlertStatus.RESOLVED;
    };
  }

  static @Nullable Episode episode(AlertState state) {
    return switch (state) {
      case AlertState.Quiet quiet -> null;
      case AlertState.Pending pending -> pending.episode();
      case AlertState.Firing firing -> firing.episode();
      case AlertState.Resolved resolved -> resolved.episode();
    };
  }

  static void write(StateOutput out, AlertState state) {
    switch (state) {
      case AlertState.Quiet quiet -> out.code(QUIET);
      case AlertState.Pending pending -> {
        out.code(PENDING).count(pending.windows());
        write(out, pending.episode());
      }
      case AlertState.Firing firing -> {
        out.code(FIRING).count(firing.cleanWindows());
        write(out, firing.episode());
      }
      case AlertState.Resolved resolved -> {
        out.code(RESOLVED);
        write(out, resolved.episode());
      }
    }
  }

  private static void write(StateOutput out, Episode episode) {
    out.text(episode.firstWindow()).text(episode.lastWindow()).time(episode.since());
    out.whole(episode.breaches()).number(episode.worst());
  }

  static AlertState read(StateInput in) {
    int code = in.code();
    return switch (code) {
      case QUIET -> new AlertState.Quiet();
      case PENDING -> {
        int windows = in.count();
        yield new AlertState.Pending(episode(in), windows);
      }
      case FIRING -> {
        int clean = in.count();
        yield new AlertState.Firing(episode(in), clean);
      }
      case RESOLVED -> new AlertState.Resolved(episode(in));
      default -> throw new IllegalStateException("alert state has unknown code " + code);
    };
  }

  private static Episode episode(StateInput in) {
    return new Episode(in.text(), in.text(), in.time(), in.whole(), in.number());
  }
}
