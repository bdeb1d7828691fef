// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import dev.probity.model.Alternatives.Alternative;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What would have to be otherwise for the other band: the smallest changes of at most two features
 * that turn the decision around. It answers "what if", and does not advise: nothing says that the
 * change is in the person's power or would not change other things too.
 *
 * <p>Changed are only features the profile calls mutable, in the direction it allows, to values
 * inside its range and inside the 1st to 99th percentile of the training rows, and to categories
 * that at least 0.5 % of them have; a value that is missing stays missing. Protected attributes are
 * barred whatever the profile says. A number's representatives are, for every interval between two
 * thresholds of the trees, the value inside that is nearest to the present one: no other value is
 * scored differently. Cost = Σ |change| / distance of the quartiles for numbers, 1 for a category;
 * 40 to 50 hours where the quartiles are 35 and 40 cost 2.
 *
 * <p>Searched are all single changes; if none turns the decision, all pairs among the six features
 * with the largest effect of their own. At most {@value #MOST_EVALUATIONS} rows are scored; where
 * there are more pairs, half of the rest goes to the cheapest and, if these fail, half to those
 * whose single effects promise most. Source: Wachter, Mittelstadt and Russell (2018),
 * Counterfactual explanations without opening the black box.
 */
public final class Counterfactual {
  /** Most rows scored for one answer. */
  public static final int MOST_EVALUATIONS = 20_000;

  /** Most options in an answer. */
  public static final int MOST_OPTIONS = 3;

  private static final int PAIRED = 6;
  private static final int MOST_ALTERNATIVES = 100;
  private static final int BLOCK = 256;
  private static final Comparator<Trial> CHEAPEST =
      Comparator.comparingDouble(Trial::cost)
          .thenComparingInt(Trial::columns)
          .thenComparingDouble(Trial::value);
  private static final Comparator<Trial> STRONGEST =
      Comparator.comparingDouble((Trial trial) -> -trial.effect()).thenComparing(CHEAPEST);

  private final ScoringModel model;
  private final ObservedValues observed;
  private final List<Alternatives> alternatives;

  /** Whether the changed values are known to have occurred together. */
  public enum Plausibility {
    /** A training row has both, as far as the trees can tell values apart. */
    SEEN_TOGETHER,
    /** No training row has both: the option is to be read with care. */
    NEVER_SEEN_TOGETHER,
    /** One feature only, or no training rows at hand. */
    NOT_ASKED
  }

  /**
   * One feature otherwise.
   *
   * @param feature its name
   * @param column its column
   * @param from the encoded value it has
   * @param to the encoded value it would have
   */
  public record Change(String feature, int column, float from, float to) {}

  /**
   * A change of one or two features that turns the decision around.
   *
   * @param changes in column order
   * @param cost as defined above
   * @param score what the model says of the changed row
   * @param plausibility whether the pair occurred in training
   */
  public record Option(List<Change> changes, double cost, Score score, Plausibility plausibility) {
    /** Copies. */
    public Option {
      changes = List.copyOf(changes);
    }
  }

  /** What a search came to. */
  public sealed interface Answer {
    /** Rows scored. */
    int evaluations();
  }

  /**
   * There are changes.
   *
   * @param options at most three, of different feature sets, the cheapest first, equal ones in the
   *     order of the features
   * @param evaluations rows scored
   */
  public record Within(List<Option> options, int evaluations) implements Answer {
    /** Copies. */
    public Within {
      options = List.copyOf(options);
    }
  }

  /**
   * No change of one or two features turns the decision around: an answer as good as any.
   *
   * @param evaluations rows scored
   * @param exhaustive whether all pairs were tried, and not only as many as the bound allows
   */
  public record NoneWithinReach(int evaluations, boolean exhaustive) implements Answer {}

  /**
   * A search over one model.
   *
   * @param model scores the rows
   * @param observed which values occurred in training
   * @param barred names never to be changed, such as those of protected attributes
   */
  public Counterfactual(ScoringModel model, ObservedValues observed, Set<String> barred) {
    if (observed.size() != model.spec().size()) {
      throw new IllegalArgumentException(
          observed.size() + " spreads for " + model.spec().size() + " features");
    }
    this.model = model;
    this.observed = observed;
    List<Alternatives> free = new ArrayList<>();
    for (int column = 0; column < model.spec().size(); column++) {
      Feature feature = model.spec().features().get(column);
      if (feature.mutable() && !barred.contains(feature.name())) {
        free.add(new Alternatives(feature, column, model.ensemble(), observed.spread(column)));
      }
    }
    this.alternatives = List.copyOf(free);
  }

  /**
   * The smallest changes that turn the decision about a row around.
   *
   * @param row encoded, NaN = missing
   */
  public Answer answer(float[] row) {
    if (row.length != model.spec().size()) {
      throw new IllegalArgumentException(
          "row has " + row.length + " values, the model needs " + model.spec().size());
    }
    return new Search(row.clone()).run();
  }

  /** One or two alternatives, tried together. */
  private record Trial(List<Alternative> parts, double cost, double effect) {
    static Trial of(Alternative one) {
      return new Trial(List.of(one), one.cost(), 0);
    }

    Trial and(Trial other) {
      return new Trial(
          List.of(parts.getFirst(), other.parts.getFirst()),
          cost + other.cost,
          effect + other.effect);
    }

    Trial withEffect(double found) {
      return new Trial(parts, cost, found);
    }

    /** The set of columns as a number that sorts by the first one, then by the second. */
    int columns() {
      int second = parts.size() > 1 ? parts.getLast().column() + 1 : 0;
      return parts.getFirst().column() * (FeatureSpec.LIMIT + 1) + second;
    }

    double value() {
      return parts.getFirst().value();
    }
  }

  /** The search for one row; used once. */
  private final class Search {
    private final float[] row;
    private final Score present;
    private int evaluations = 1;
    private boolean exhaustive = true;

    Search(float[] row) {
      this.row = row;
      this.present = model.score(row);
    }

    Answer run() {
      List<Trial> singles = new ArrayList<>();
      for (Alternatives column : alternatives) {
        column.to(row[column.column()]).forEach(found -> singles.add(Trial.of(found)));
      }
      singles.sort(CHEAPEST);
      List<Trial> tried = cut(singles, MOST_EVALUATIONS / 2 - evaluations);
      double[] margins = margins(tried);
      List<Trial> flips = flips(tried, margins);
      if (flips.isEmpty()) {
        flips = pairs(effects(tried, margins));
      }
      return flips.isEmpty()
          ? new NoneWithinReach(evaluations, exhaustive)
          : new Within(options(flips), evaluations);
    }

    private List<Trial> effects(List<Trial> tried, double[] margins) {
      List<Trial> known = new ArrayList<>(tried.size());
      for (int i = 0; i < margins.length; i++) {
        double up = margins[i] - present.margin();
        known.add(tried.get(i).withEffect(present.positive() ? -up : up));
      }
      known.sort(STRONGEST);
      return known;
    }

    private List<Trial> pairs(List<Trial> strongestFirst) {
      List<List<Trial>> chosen = strongestColumns(strongestFirst);
      List<Trial> pairs = new ArrayList<>();
      for (int i = 0; i < chosen.size(); i++) {
        for (int j = i + 1; j < chosen.size(); j++) {
          for (Trial one : chosen.get(i)) {
            chosen.get(j).forEach(other -> pairs.add(one.and(other)));
          }
        }
      }
      int left = MOST_EVALUATIONS - evaluations;
      pairs.sort(CHEAPEST);
      List<Trial> cheapest = pairs.size() <= left ? pairs : cut(pairs, left / 2);
      List<Trial> flips = flips(cheapest, margins(cheapest));
      if (flips.isEmpty() && cheapest.size() < pairs.size()) {
        List<Trial> rest = new ArrayList<>(pairs.subList(cheapest.size(), pairs.size()));
        rest.sort(STRONGEST);
        List<Trial> strongest = cut(rest, MOST_EVALUATIONS - evaluations);
        flips = flips(strongest, margins(strongest));
      }
      return flips;
    }

    /** The alternatives of the six columns with the largest single effect, in column order. */
    private List<List<Trial>> strongestColumns(List<Trial> strongestFirst) {
      List<Integer> columns =
          strongestFirst.stream()
              .map(trial -> trial.parts().getFirst().column())
              .distinct()
              .limit(PAIRED)
              .sorted()
              .toList();
      List<List<Trial>> chosen = new ArrayList<>();
      for (int column : columns) {
        List<Trial> own =
            strongestFirst.stream()
                .filter(trial -> trial.parts().getFirst().column() == column)
                .toList();
        chosen.add(cut(own, MOST_ALTERNATIVES));
      }
      return chosen;
    }

    private List<Trial> cut(List<Trial> trials, int most) {
      exhaustive &= trials.size() <= most;
      return trials.size() <= most ? trials : trials.subList(0, most);
    }

    private double[] margins(List<Trial> trials) {
      double[] margins = new double[trials.size()];
      float[] block = new float[BLOCK * row.length];
      double[] found = new double[BLOCK];
      for (int start = 0; start < margins.length; start += BLOCK) {
        int count = Math.min(BLOCK, margins.length - start);
        for (int i = 0; i < count; i++) {
          System.arraycopy(row, 0, block, i * row.length, row.length);
          for (Alternative part : trials.get(start + i).parts()) {
            block[i * row.length + part.column()] = part.value();
          }
        }
        model.ensemble().margins(block, count, found);
        System.arraycopy(found, 0, margins, start, count);
      }
      evaluations += margins.length;
      return margins;
    }

    private List<Trial> flips(List<Trial> trials, double[] margins) {
      List<Trial> flips = new ArrayList<>();
      for (int i = 0; i < margins.length; i++) {
        if (model.decide(margins[i]).positive() != present.positive()) {
          flips.add(trials.get(i));
        }
      }
      flips.sort(CHEAPEST);
      return flips;
    }

    private List<Option> options(List<Trial> cheapestFirst) {
      List<Option> options = new ArrayList<>();
      List<Integer> taken = new ArrayList<>();
      for (Trial trial : cheapestFirst) {
        if (options.size() < MOST_OPTIONS && !taken.contains(trial.columns())) {
          taken.add(trial.columns());
          options.add(option(trial));
        }
      }
      return options;
    }

    /** Scores the changed row once more, by the path every row takes. */
    private Option option(Trial trial) {
      float[] changed = row.clone();
      List<Change> changes = new ArrayList<>();
      for (Alternative part : trial.parts()) {
        Feature feature = model.spec().features().get(part.column());
        changes.add(new Change(feature.name(), part.column(), row[part.column()], part.value()));
        changed[part.column()] = part.value();
      }
      Score score = model.score(changed);
      if (score.positive() == present.positive()) {
        throw new IllegalStateException("a block and a single row are scored differently");
      }
      return new Option(changes, trial.cost(), score, plausibility(trial.parts()));
    }
  }

  private Plausibility plausibility(List<Alternative> parts) {
    if (parts.size() < 2 || !observed.knowsRows()) {
      return Plausibility.NOT_ASKED;
    }
    Alternative one = parts.getFirst();
    Alternative two = parts.getLast();
    boolean seen =
        observed.together(one.column(), one.low(), one.high(), two.column(), two.low(), two.high());
    return seen ? Plausibility.SEEN_TOGETHER : Plausibility.NEVER_SEEN_TOGETHER;
  }
}
