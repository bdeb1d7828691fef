// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.Topics;
import dev.probity.topics.record.Candidate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends the planned stream: blocks of a hundred records alternately over HTTP and straight to the
 * topic, outcomes a fixed number of records later, never far ahead of what is scored.
 */
final class DemoStream {
  private static final int BLOCK = 100;
  private static final int MAX_AHEAD = 1_500;
  private static final Duration LOOK = Duration.ofMillis(20);

  private final HrSystem hr;
  private final AcsSample sample;
  private final DemoPlan plan;
  private final StreamWatch watch;
  private final Runnable shown;
  private final String run;
  private final String target;
  private final int delay;
  private final Deque<Map.Entry<String, Double>> waiting = new ArrayDeque<>();
  private final Map<String, Double> testRows = new LinkedHashMap<>();
  private String example = "";
  private long sent;
  private long bad;
  private long reported;

  /**
   * A stream that has sent nothing.
   *
   * @param shown called between blocks, to show how things are
   * @param run goes before event ids, so that two runs never share one
   * @param target the name of the observed quantity
   * @param delay how many records later an outcome follows
   */
  DemoStream(
      HrSystem hr,
      AcsSample sample,
      DemoPlan plan,
      StreamWatch watch,
      Runnable shown,
      String run,
      String target,
      int delay) {
    this.hr = hr;
    this.sample = sample;
    this.plan = plan;
    this.watch = watch;
    this.shown = shown;
    this.run = run;
    this.target = target;
    this.delay = delay;
  }

  /** Sends a phase and returns when all of it is scored and explained. */
  void phase(int index) throws IOException, InterruptedException {
    List<Draw> draws = plan.draw(index);
    for (int from = 0; from < draws.size(); from += BLOCK) {
      block(draws.subList(from, Math.min(draws.size(), from + BLOCK)));
      do {
        watch.look(Duration.ZERO);
        shown.run();
      } while (isAhead(LOOK));
    }
  }

  private boolean isAhead(Duration moment) {
    boolean ahead = sent - bad - watch.count(Topics.PREDICTIONS) > MAX_AHEAD;
    if (ahead) {
      watch.look(moment);
    }
    return ahead;
  }

  private void block(List<Draw> draws) throws IOException, InterruptedException {
    List<Candidate> candidates = new ArrayList<>(draws.size());
    for (Draw draw : draws) {
      Candidate candidate = sample.candidate(draw);
      candidates.add(candidate);
      if (draw.bad()) {
        bad++;
      } else {
        double observed = sample.observed(draw);
        waiting.add(Map.entry(candidate.id(), observed));
        example = candidate.id();
        if (AcsSample.isTest(draw)) {
          testRows.put(candidate.id(), observed);
        }
      }
    }
    String event = run + "-" + sent;
    if (sent / BLOCK % 2 == 0) {
      hr.post(candidates, event);
    } else {
      hr.write(candidates, event);
    }
    sent += draws.size();
    report(delay);
  }

  /** Reports how cases ended, all but the newest {@code keep}. */
  void report(int keep) throws IOException, InterruptedException {
    while (waiting.size() > keep) {
      Map<String, Double> due = new LinkedHashMap<>();
      while (waiting.size() > keep && due.size() < BLOCK) {
        Map.Entry<String, Double> one = waiting.remove();
        due.put(one.getKey(), one.getValue());
      }
      hr.report(due, target, run + "-outcome-" + reported);
      reported += due.size();
    }
  }

  /** The last good candidate, to be traced. */
  String example() {
    return example;
  }

  /** Records sent so far, bad ones included. */
  long sent() {
    return sent;
  }

  /** Bad records sent so far. */
  long bad() {
    return bad;
  }

  /** Outcomes sent so far. */
  long reported() {
    return reported;
  }

  /** What was observed of the streamed test rows, by candidate id. */
  Map<String, Double> testRows() {
    return Map.copyOf(testRows);
  }
}
