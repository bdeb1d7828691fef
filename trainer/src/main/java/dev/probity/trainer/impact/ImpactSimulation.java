// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.impact;

import dev.probity.model.Encoding;
import dev.probity.model.RawRow;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Prediction;
import dev.probity.trainer.ProtectedCodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides recorded cases again with another release and counts what would change, in all and by
 * protected group. Protected attributes are read for this count only. One thread.
 */
public final class ImpactSimulation {
  /** Most examples kept. */
  public static final int MOST_EXAMPLES = 20;

  private final Profile profile;
  private final ScoringModel other;
  private final int examples;
  private final FairnessAccess access = FairnessAccess.forPurpose("impact simulation");
  private final Map<String, Cells> groups = new TreeMap<>();
  private final PriorityQueue<Impact.Flip> largest;
  private final Cells all = new Cells("", "");
  private final float[] vector;
  private long undecidable;

  /**
   * A simulation without cases.
   *
   * @param profile the use case of both releases
   * @param other the release that is asked
   * @param examples how many of the largest changes to keep, at most {@link #MOST_EXAMPLES}
   */
  public ImpactSimulation(Profile profile, ScoringModel other, int examples) {
    if (!other.profile().equals(profile.name())) {
      throw new IllegalArgumentException(
          "the release is of profile " + other.profile() + ", the cases are of " + profile.name());
    }
    this.profile = profile;
    this.other = other;
    this.examples = Math.clamp(examples, 0, MOST_EXAMPLES);
    // Smallest change first, so that it is the one that makes room; ids settle ties.
    this.largest =
        new PriorityQueue<>(
            Comparator.comparingDouble(Impact.Flip::moved)
                .thenComparing(Impact.Flip::prediction, Comparator.reverseOrder()));
    this.vector = new float[other.spec().size()];
  }

  private static final class Cells {
    private final String attribute;
    private final String group;
    private long n;
    private long then;
    private long now;
    private long toPositive;
    private long toNegative;

    Cells(String attribute, String group) {
      this.attribute = attribute;
      this.group = group;
    }

    void add(boolean before, boolean after) {
      n++;
      then += before ? 1 : 0;
      now += after ? 1 : 0;
      toPositive += !before && after ? 1 : 0;
      toNegative += before && !after ? 1 : 0;
    }
  }

  /**
   * Takes a case.
   *
   * @param recorded what was decided
   * @param candidate about whom
   */
  public void add(Prediction recorded, Candidate candidate) {
    if (other.spec().encode(new Row(candidate.attributes()), vector) instanceof Encoding.Refused) {
      undecidable++;
      return;
    }
    Score score = other.decide(other.ensemble().margin(vector));
    all.add(recorded.positive(), score.positive());
    ProtectedCodes.of(profile, candidate, access)
        .forEach(
            (attribute, code) ->
                groups
                    .computeIfAbsent(attribute + "\n" + code, key -> new Cells(attribute, code))
                    .add(recorded.positive(), score.positive()));
    if (recorded.positive() != score.positive()) {
      keep(
          new Impact.Flip(
              recorded.id(),
              recorded.probability(),
              score.probability(),
              recorded.band(),
              profile.target().band(score.positive())));
    }
  }

  private void keep(Impact.Flip flip) {
    largest.add(flip);
    if (largest.size() > examples) {
      largest.poll();
    }
  }

  /** What has changed so far. */
  public Impact result() {
    int least = profile.fairness().minGroupRows();
    List<Impact.Group> counted = new ArrayList<>();
    for (Cells cells : groups.values()) {
      counted.add(
          new Impact.Group(
              cells.attribute,
              cells.group,
              cells.n,
              cells.n >= least,
              cells.then,
              cells.now,
              cells.toPositive,
              cells.toNegative));
    }
    List<Impact.Flip> shown = new ArrayList<>(largest);
    shown.sort(
        Comparator.comparingDouble(Impact.Flip::moved)
            .reversed()
            .thenComparing(Impact.Flip::prediction));
    return new Impact(
        other.digest().hex(), all.n, undecidable, all.toPositive, all.toNegative, counted, shown);
  }

  private record Row(Map<String, AttributeValue> attributes) implements RawRow {
    @Override
    public double number(String feature) {
      return attributes.get(feature) instanceof AttributeValue.Number(double number)
          ? number
          : Double.NaN;
    }

    @Override
    public @Nullable String text(String feature) {
      return attributes.get(feature) instanceof AttributeValue.Text(String text) ? text : null;
    }
  }
}
