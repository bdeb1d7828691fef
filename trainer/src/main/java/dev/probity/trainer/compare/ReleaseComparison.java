// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import dev.probity.model.eval.Interval;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.trainer.ProtectedCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Compares what two releases said with what came of it. */
public final class ReleaseComparison {
  private final Profile profile;
  private final boolean paired;
  private final List<Judged> champion;
  private final List<Judged> challenger;
  private final List<Difference> differences = new ArrayList<>();

  private ReleaseComparison(
      Profile profile, boolean paired, List<Judged> champion, List<Judged> challenger) {
    this.profile = profile;
    this.paired = paired;
    this.champion = List.copyOf(champion);
    this.challenger = List.copyOf(challenger);
  }

  /**
   * Both judged the same cases, one in the shadow.
   *
   * @param champion what the champion said
   * @param challenger what the challenger said about the same cases, in the same order
   */
  public static Comparison paired(Profile profile, List<Judged> champion, List<Judged> challenger) {
    if (champion.size() != challenger.size()) {
      throw new IllegalArgumentException(
          champion.size() + " cases of the champion, " + challenger.size() + " of the challenger");
    }
    for (int i = 0; i < champion.size(); i++) {
      boolean same =
          Objects.equals(champion.get(i).label(), challenger.get(i).label())
              && champion.get(i).groups().equals(challenger.get(i).groups());
      if (!same) {
        throw new IllegalArgumentException("case " + i + " is not the same case on both sides");
      }
    }
    return new ReleaseComparison(profile, true, champion, challenger).made();
  }

  /** Each judged its own share of the cases. */
  public static Comparison apart(Profile profile, List<Judged> champion, List<Judged> challenger) {
    return new ReleaseComparison(profile, false, champion, challenger).made();
  }

  private Comparison made() {
    Predicate<Judged> labelled = one -> one.label() != null;
    compare("auc", labelled, 2, ReleaseComparison::area);
    compare(
        "brier",
        labelled,
        2,
        all -> Figure.mean(each(all, one -> square(one.probability() - truth(one)))));
    compare(
        "accuracy",
        labelled,
        2,
        all -> Figure.mean(each(all, one -> truth(one) == (one.positive() ? 1 : 0) ? 1 : 0)));
    profile.protectedAttributes().forEach(this::groups);
    return new Comparison(paired, champion.size(), challenger.size(), differences);
  }

  private void groups(ProtectedAttribute attribute) {
    String name = attribute.name();
    String privileged = ProtectedCodes.code(attribute.privileged());
    TreeSet<String> groups = new TreeSet<>();
    champion.forEach(one -> add(groups, one, name));
    challenger.forEach(one -> add(groups, one, name));
    int least = profile.fairness().minGroupRows();
    for (String group : groups) {
      String of = "[" + name + "=" + group + "]";
      Predicate<Judged> inGroup = one -> group.equals(one.groups().get(name));
      compare("selectionRate" + of, inGroup, least, all -> Figure.mean(each(all, this::selected)));
      if (!group.equals(privileged)) {
        Predicate<Judged> compared = inGroup.or(one -> privileged.equals(one.groups().get(name)));
        compare(
            "impactRatio" + of,
            compared,
            least,
            all -> {
              double[] theirs = each(all.stream().filter(inGroup).toList(), this::selected);
              double[] others =
                  each(all.stream().filter(inGroup.negate()).toList(), this::selected);
              return theirs.length < least || others.length < least
                  ? null
                  : Figure.ratio(theirs, others);
            });
      }
    }
  }

  private static void add(TreeSet<String> groups, Judged one, String attribute) {
    String group = one.groups().get(attribute);
    if (group != null) {
      groups.add(group);
    }
  }

  /** 1 where the class that impact ratios count is decided. */
  private double selected(Judged one) {
    return one.positive() ? 1 : 0;
  }

  private void compare(
      String metric,
      Predicate<Judged> which,
      int least,
      Function<List<Judged>, @Nullable Figure> figure) {
    List<Judged> before = champion.stream().filter(which).toList();
    List<Judged> after = challenger.stream().filter(which).toList();
    boolean enough = before.size() >= least && after.size() >= least;
    Figure one = enough ? figure.apply(before) : null;
    Figure other = enough ? figure.apply(after) : null;
    if (one == null || other == null) {
      differences.add(
          new Difference(
              metric, before.size(), after.size(), Double.NaN, Double.NaN, Interval.undefined()));
      return;
    }
    Interval interval = paired ? other.minusPaired(one) : other.minus(one);
    differences.add(
        new Difference(metric, before.size(), after.size(), one.value(), other.value(), interval));
  }

  private static @Nullable Figure area(List<Judged> all) {
    double[] positives =
        each(all.stream().filter(one -> truth(one) == 1).toList(), Judged::probability);
    double[] negatives =
        each(all.stream().filter(one -> truth(one) == 0).toList(), Judged::probability);
    return positives.length < 2 || negatives.length < 2 ? null : Figure.area(positives, negatives);
  }

  private static int truth(Judged one) {
    return Boolean.TRUE.equals(one.label()) ? 1 : 0;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double[] each(List<Judged> all, ToDoubleFunction<Judged> figure) {
    return all.stream().mapToDouble(figure).toArray();
  }
}
