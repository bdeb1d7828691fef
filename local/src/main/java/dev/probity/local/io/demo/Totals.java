// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.auditsink.query.LedgerCounts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of a run, counted from ledger and topics and never from process counters.
 *
 * @param accepted distinct positions of candidates to decide on
 * @param rejected refused at a door
 * @param rejectedAfterAcceptance refused behind the topic
 * @param scored distinct positions with a prediction
 * @param explained distinct positions with an explanation
 * @param recorded ledger entries
 * @param onTopics records on all audited topics
 * @param lost accepted of which nothing came
 * @param duplicated held twice, or contradicting themselves
 * @param badSent records sent that break the profile
 * @param ledgerVerified whether the verifier found nothing
 * @param testAuc quality of the champion on all streamed test rows
 * @param alertsFired warning and critical alerts that fired
 * @param alertsResolved those of them that were resolved
 * @param policyFindings standing findings against the fairness policy
 * @param seconds length of the run
 * @param candidatesPerSecond rate of the stream, explained and in the ledger
 * @param residentMiB largest proportional set size seen
 */
public record Totals(
    long accepted,
    long rejected,
    long rejectedAfterAcceptance,
    long scored,
    long explained,
    long recorded,
    long onTopics,
    long lost,
    long duplicated,
    long badSent,
    boolean ledgerVerified,
    double testAuc,
    long alertsFired,
    long alertsResolved,
    long policyFindings,
    double seconds,
    double candidatesPerSecond,
    long residentMiB) {

  /** The terms that the ledger counts, less what it held before this run. */
  static Totals of(LedgerCounts now, LedgerCounts before) {
    return new Totals(
        now.accepted() - before.accepted(),
        now.rejected() - before.rejected(),
        now.rejectedAfterAcceptance() - before.rejectedAfterAcceptance(),
        now.scored() - before.scored(),
        now.explained() - before.explained(),
        now.recorded(),
        0,
        now.lost(),
        now.duplicated(),
        0,
        false,
        Double.NaN,
        now.alertsFired() - before.alertsFired(),
        now.alertsResolved() - before.alertsResolved(),
        0,
        0,
        0,
        0);
  }

  /** The same with what the run itself knows. */
  Totals with(
      long topics,
      long bad,
      boolean verified,
      double auc,
      long policy,
      double length,
      double rate,
      long memory) {
    return new Totals(
        accepted,
        rejected,
        rejectedAfterAcceptance,
        scored,
        explained,
        recorded,
        topics,
        lost,
        duplicated,
        bad,
        verified,
        auc,
        alertsFired,
        alertsResolved,
        policy,
        length,
        rate,
        memory);
  }

  /** Whether every record sent has an end and the ledger holds each record once. */
  public boolean conserved() {
    return lost == 0
        && duplicated == 0
        && recorded == onTopics
        && badSent == rejected + rejectedAfterAcceptance;
  }

  /** 6 when the ledger does not verify, 1 when something was lost or doubled, else 0. */
  public int exitCode() {
    if (!ledgerVerified) {
      return 6;
    }
    return conserved() ? 0 : 1;
  }

  /** By name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", "probity.demo.v1");
    fields.put("accepted", accepted);
    fields.put("rejected", rejected);
    fields.put("rejectedAfterAcceptance", rejectedAfterAcceptance);
    fields.put("scored", scored);
    fields.put("explained", explained);
    fields.put("recorded", recorded);
    fields.put("recordsOnTopics", onTopics);
    fields.put("lost", lost);
    fields.put("duplicated", duplicated);
    fields.put("badSent", badSent);
    fields.put("ledgerVerified", ledgerVerified);
    fields.put("testAuc", Double.isNaN(testAuc) ? null : testAuc);
    fields.put("alertsFired", alertsFired);
    fields.put("alertsResolved", alertsResolved);
    fields.put("policyFindings", policyFindings);
    fields.put("seconds", seconds);
    fields.put("candidatesPerSecond", candidatesPerSecond);
    fields.put("residentMiB", residentMiB);
    return fields;
  }
}
