// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.record.SourcePosition;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows of the open window as they are stored: in blocks, so that one stored value holds many
 * rows and what is logged at a commit is a few values, however many rows came since the last.
 */
final class OpenRows {
  private static final int BLOCK = 25;

  private final MonitorStore store;
  private final StateOutput block = new StateOutput(8 << 10);
  private int size;

  /** A row of the open window; its arrays are handed on, not copied, and nobody changes them. */
  static final class Row {
    private final double[] features;
    private final double probability;
    private final boolean positive;
    private final int[] groups;
    private final String candidateId;
    private final SourcePosition position;
    private final int hour;

    /** The hour of a row that no window of event time holds. */
    static final int NO_HOUR = Integer.MIN_VALUE;

    /**
     * A row.
     *
     * @param features encoded, as the window's fold takes them
     * @param groups the index of the group, attribute by attribute
     * @param hour the hour of the event since 1970, or {@link #NO_HOUR}
     */
    Row(
        double[] features,
        double probability,
        boolean positive,
        int[] groups,
        String candidateId,
        SourcePosition position,
        int hour) {
      this.features = features;
      this.probability = probability;
      this.positive = positive;
      this.groups = groups;
      this.candidateId = candidateId;
      this.position = position;
      this.hour = hour;
    }

    /** What a release's windows take of an observation. */
    static Row of(Observation observation, MonitoringReference reference, int hour) {
      double[] features = observation.vector().toArray();
      for (int i = 0; i < features.length && !observation.unseen().isEmpty(); i++) {
        if (observation.unseen().contains(reference.columns().get(i).name())) {
          features[i] = ColumnFold.UNSEEN;
        }
      }
      List<ProtectedAttribute> attributes = reference.spec().protectedAttributes();
      int[] groups = new int[attributes.size()];
      for (int i = 0; i < groups.length; i++) {
        String group = observation.groups().getOrDefault(attributes.get(i).name(), "");
        groups[i] = attributes.get(i).indexOf(group);
      }
      return new Row(
          features,
          observation.probability(),
          observation.positive(),
          groups,
          observation.candidateId(),
          observation.position(),
          hour);
    }

    /** The value of a column: the features in their order, then the score. */
    double value(int column) {
      return column < features.length ? features[column] : probability;
    }

    void addTo(WindowFold fold) {
      fold.add(features, probability, positive, groups);
    }

    double probability() {
      return probability;
    }

    boolean positive() {
      return positive;
    }

    int[] groups() {
      return groups;
    }

    String candidateId() {
      return candidateId;
    }

    SourcePosition position() {
      return position;
    }

    /** The hour of the event since 1970, or {@link #NO_HOUR}. */
    int hour() {
      return hour;
    }
  }

  OpenRows(MonitorStore store) {
    this.store = store;
  }

  /** Keeps a row after those kept already. */
  void add(Row row) {
    if (size % BLOCK == 0) {
      block.clear();
    }
    write(block, row);
    store.saveOpenRows(size / BLOCK, block.toBytes());
    size++;
  }

  /** The next window begins; what is stored is overwritten as its rows come. */
  void clear() {
    size = 0;
  }

  /** Hands out the first rows that are stored and goes on behind them. */
  void restore(int rows, Consumer<Row> take) {
    for (size = 0; size < rows; ) {
      byte[] stored = store.openRows(size / BLOCK);
      if (stored == null) {
        throw new IllegalStateException("the open window lost a row");
      }
      StateInput in = new StateInput(stored);
      block.clear();
      for (int i = 0; i < BLOCK && size < rows; i++, size++) {
        Row row = read(in);
        write(block, row);
        take.accept(row);
      }
    }
  }

  private static void write(StateOutput out, Row row) {
    out.numbers(row.features).number(row.probability).flag(row.positive);
    out.count(row.groups.length);
    for (int group : row.groups) {
      out.count(group);
    }
    SourcePosition position = row.position();
    out.text(row.candidateId()).text(position.topic());
    out.count(position.partition()).whole(position.offset()).count(row.hour);
  }

  private static Row read(StateInput in) {
    double[] features = in.numbers();
    double probability = in.number();
    boolean positive = in.flag();
    int[] groups = new int[in.count()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = in.count();
    }
    String candidateId = in.text();
    return new Row(
        features,
        probability,
        positive,
        groups,
        candidateId,
        new SourcePosition(in.text(), in.count(), in.whole()),
        in.count());
  }
}
