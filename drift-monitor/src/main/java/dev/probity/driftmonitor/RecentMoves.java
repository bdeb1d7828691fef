// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What moved the alarms since their state was written in full. Between two full states nothing is
 * told, so moving the alarms again by these brings them to where they stood.
 */
final class RecentMoves {
  /** The full state is written at the latest after so many moves. */
  static final int MOST = 50;

  private final List<Move> moves = new ArrayList<>(MOST);

  /** Takes a move as {@link AlertBoard#move} does. */
  void add(Move move) {
    moves.add(move);
  }

  boolean isFull() {
    return moves.size() >= MOST;
  }

  void clear() {
    moves.clear();
  }

  /** Moves again by all of them, in their order. */
  void replay(Consumer<Move> movable) {
    moves.forEach(movable);
  }

  void write(StateOutput out) {
    out.count(moves.size());
    moves.forEach(move -> move.write(out));
  }

  void read(StateInput in) {
    moves.clear();
    for (int left = in.count(); left > 0; left--) {
      moves.add(Move.read(in));
    }
  }
}
