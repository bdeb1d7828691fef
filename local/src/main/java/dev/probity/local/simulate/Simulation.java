// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

import dev.probity.model.SplitMix64;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Real cases with a fault of known size, and the truth about it: what was done, to how many, from
 * where on. Equal cases and plans give equal bytes.
 */
public final class Simulation {
  private final Profile profile;
  private final SimulationPlan plan;
  private final CandidateRules rules;
  private final SplitMix64 random;
  private final List<Event> events = new ArrayList<>();
  private final SimulationTruth truth;
  private final double negative;

  private Simulation(Profile profile, SimulationPlan plan, List<SimulatedCase> cases) {
    this.profile = profile;
    this.plan = plan;
    this.rules = CandidateRules.of(profile);
    this.random = new SplitMix64(plan.seed());
    this.truth = new SimulationTruth(profile, plan, cases.size());
    this.negative = negative(cases);
    for (int step = 0; step < cases.size(); step++) {
      add(step, cases.get(step));
    }
    events.sort(
        Comparator.comparingLong(Event::step).thenComparing(event -> event instanceof Event.Known));
  }

  /**
   * Simulates.
   *
   * @param profile whose candidates they are
   * @param plan what goes wrong
   * @param cases real cases, in their order
   * @throws IllegalArgumentException when the fault cannot be done to such cases
   */
  public static Simulation of(Profile profile, SimulationPlan plan, List<SimulatedCase> cases) {
    if (plan.from() >= cases.size()) {
      throw new IllegalArgumentException(
          "the fault begins at case %d of %d".formatted(plan.from(), cases.size()));
    }
    String column =
        switch (plan.fault()) {
          case Fault.Drift drift -> drift.column();
          case Fault.BadRecords bad -> bad.column();
          case Fault.None none -> "";
          case Fault.Bias bias -> "";
          case Fault.Delay delay -> "";
          case Fault.Outage outage -> "";
        };
    boolean known =
        column.isEmpty()
            || cases.stream()
                .map(one -> one.candidate().attributes().get(column))
                .anyMatch(value -> value instanceof AttributeValue.Number);
    boolean group =
        !(plan.fault() instanceof Fault.Bias bias)
            || cases.stream()
                .anyMatch(one -> bias.group().equals(one.groups().get(bias.attribute())));
    if (!known || !group) {
      throw new IllegalArgumentException(
          "no case has the column or group the fault is about. Maybe its name is another");
    }
    return new Simulation(profile, plan, cases);
  }

  /** All that happens, in order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** The truth, one JSON document. */
  public byte[] truth() {
    return truth.toBytes();
  }

  private boolean positive(double observed) {
    Map<String, AttributeValue> values =
        Map.of(profile.target().source(), AttributeValue.of(observed));
    return profile.target().label(values) instanceof Label.Known known && known.positive();
  }

  /** What a negative outcome looks like among these cases. */
  private double negative(List<SimulatedCase> cases) {
    return cases.stream()
        .mapToDouble(SimulatedCase::observed)
        .filter(observed -> !positive(observed))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no case has a negative outcome"));
  }

  private void add(int step, SimulatedCase one) {
    boolean touched = step >= plan.from();
    Fault fault = touched ? plan.fault() : new Fault.None();
    switch (fault) {
      case Fault.None none -> arrive(step, one.candidate(), null, one.observed(), 1);
      case Fault.Drift drift ->
          arrive(step, drifted(one.candidate(), drift), null, one.observed(), 1);
      case Fault.Bias bias -> arrive(step, one.candidate(), null, biased(one, bias), 1);
      case Fault.Delay delay -> {
        int later = delay.cases() / 2 + random.below(delay.cases() + 1);
        truth.delayed(later);
        arrive(step, one.candidate(), null, one.observed(), later);
      }
      case Fault.Outage outage -> {
        if (step < plan.from() + outage.cases()) {
          truth.lost();
        } else {
          arrive(step, one.candidate(), null, one.observed(), 1);
        }
      }
      case Fault.BadRecords bad -> {
        byte[] broken = random.unit() < bad.share() ? broken(step, one.candidate(), bad) : null;
        arrive(step, one.candidate(), broken, one.observed(), 1);
      }
    }
  }

  /** A case; of a broken record no outcome comes, because nobody was decided on. */
  private void arrive(
      int step, Candidate candidate, byte @Nullable [] broken, double observed, int later) {
    byte[] value = broken == null ? Topics.CANDIDATES.codec().encode(candidate) : broken;
    events.add(new Event.Arrival(step, plan.at(step), candidate, Bytes.copyOf(value)));
    truth.sent();
    if (broken == null) {
      long known = (long) step + later;
      events.add(
          new Event.Known(
              known,
              plan.at(known),
              new Outcome(
                  candidate.id(),
                  null,
                  Map.of(profile.target().source(), AttributeValue.of(observed)),
                  plan.at(known))));
      truth.outcome();
    }
  }

  private Candidate drifted(Candidate candidate, Fault.Drift drift) {
    if (!(candidate.attributes().get(drift.column()) instanceof AttributeValue.Number number)) {
      return candidate;
    }
    double moved = Math.rint(number.value() * drift.factor());
    moved = number.value() >= 1 ? Math.max(1, moved) : moved;
    Candidate changed = with(candidate, drift.column(), AttributeValue.of(moved));
    if (rules.check(changed) instanceof CandidateVerdict.Invalid) {
      throw new IllegalArgumentException(
          "column %s times %s leaves what the profile allows. Maybe a factor nearer to 1"
              .formatted(drift.column(), drift.factor()));
    }
    truth.moved(number.value(), moved);
    return changed;
  }

  private static Candidate with(Candidate candidate, String column, AttributeValue value) {
    Map<String, AttributeValue> attributes = new HashMap<>(candidate.attributes());
    attributes.put(column, value);
    return new Candidate(
        candidate.id(),
        candidate.purpose(),
        candidate.profile(),
        attributes,
        candidate.protectedAttributes(),
        candidate.provenance());
  }

  private double biased(SimulatedCase one, Fault.Bias bias) {
    if (!bias.group().equals(one.groups().get(bias.attribute())) || !positive(one.observed())) {
      return one.observed();
    }
    boolean turned = random.unit() < bias.share();
    truth.positiveOfGroup(turned);
    return turned ? negative : one.observed();
  }

  private byte[] broken(int step, Candidate candidate, Fault.BadRecords bad) {
    byte[] whole = Topics.CANDIDATES.codec().encode(candidate);
    Breakage how = Breakage.values()[random.below(Breakage.values().length)];
    truth.broken(step, how);
    return switch (how) {
      case CUT_OFF -> Arrays.copyOf(whole, whole.length / 2);
      case OUT_OF_RANGE ->
          Topics.CANDIDATES
              .codec()
              .encode(with(candidate, bad.column(), AttributeValue.of(-1_000_000_007)));
      case WRONG_TYPE ->
          Topics.CANDIDATES
              .codec()
              .encode(with(candidate, bad.column(), AttributeValue.of("as agreed")));
    };
  }
}
