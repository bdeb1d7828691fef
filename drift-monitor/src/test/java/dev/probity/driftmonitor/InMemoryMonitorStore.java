// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.util.HashMap;
import java.util.Map;

/** Monitor and case state in maps. */
final class InMemoryMonitorStore implements MonitorStore, CaseStore, AlertStore {
  private final Map<String, byte[]> values = new HashMap<>();
  private final Map<String, byte[]> alerts = new HashMap<>();
  private final Map<Long, String> ring = new HashMap<>();
  private long count;
  private long unfolded;

  /** A store that holds the same and goes its own way. */
  InMemoryMonitorStore copy() {
    InMemoryMonitorStore copy = new InMemoryMonitorStore();
    copy.values.putAll(values);
    copy.alerts.putAll(alerts);
    copy.ring.putAll(ring);
    copy.count = count;
    copy.unfolded = unfolded;
    return copy;
  }

  int size() {
    return values.size();
  }

  @Override
  public void saveAlert(String name, byte[] value) {
    alerts.put(name, value);
  }

  @Override
  public void dropAlert(String name) {
    alerts.remove(name);
  }

  @Override
  public Map<String, byte[]> alerts() {
    return Map.copyOf(alerts);
  }

  @Override
  public void saveProgress(byte[] progress) {
    values.put("progress", progress);
  }

  @Override
  public byte[] progress() {
    return values.get("progress");
  }

  @Override
  public void saveAlarms(byte[] alarms) {
    values.put("alarms", alarms);
  }

  @Override
  public byte[] alarms() {
    return values.get("alarms");
  }

  @Override
  public void saveRowAlarms(String part, byte[] alarms) {
    values.put("alarms/" + part, alarms);
  }

  @Override
  public byte[] rowAlarms(String part) {
    return values.get("alarms/" + part);
  }

  @Override
  public void saveReviews(byte[] reviews) {
    values.put("reviews", reviews);
  }

  @Override
  public byte[] reviews() {
    return values.get("reviews");
  }

  @Override
  public void saveOpenRows(int block, byte[] rows) {
    values.put("open/" + block, rows);
  }

  @Override
  public byte[] openRows(int block) {
    return values.get("open/" + block);
  }

  @Override
  public void saveRows(long window, byte[] rows) {
    values.put("rows/" + window, rows);
  }

  @Override
  public byte[] rows(long window) {
    return values.get("rows/" + window);
  }

  @Override
  public void saveLabels(long window, byte[] labels) {
    values.put("labels/" + window, labels);
  }

  @Override
  public byte[] labels(long window) {
    return values.get("labels/" + window);
  }

  @Override
  public void drop(long window) {
    values.remove("rows/" + window);
    values.remove("labels/" + window);
  }

  @Override
  public void saveAttribution(byte[] attribution) {
    values.put("attribution", attribution);
  }

  @Override
  public byte[] attribution() {
    return values.get("attribution");
  }

  @Override
  public void saveEventProgress(byte[] progress) {
    values.put("event-progress", progress);
  }

  @Override
  public byte[] eventProgress() {
    return values.get("event-progress");
  }

  @Override
  public void saveEvent(String part, byte[] value) {
    values.put("event/" + part, value);
  }

  @Override
  public byte[] event(String part) {
    return values.get("event/" + part);
  }

  @Override
  public void dropEvent(String part) {
    values.remove("event/" + part);
  }

  @Override
  public void saveRefusals(byte[] state) {
    values.put("refusals", state);
  }

  @Override
  public byte[] refusals() {
    return values.get("refusals");
  }

  @Override
  public void saveRefusalAlarm(byte[] state) {
    values.put("refusal-alarm", state);
  }

  @Override
  public byte[] refusalAlarm() {
    return values.get("refusal-alarm");
  }

  @Override
  public void saveClock(byte[] clock) {
    values.put("clock", clock);
  }

  @Override
  public byte[] clock() {
    return values.get("clock");
  }

  @Override
  public byte[] find(String candidateId) {
    return values.get("case/" + candidateId);
  }

  @Override
  public void save(String candidateId, byte[] state) {
    values.put("case/" + candidateId, state);
  }

  @Override
  public void drop(String candidateId) {
    values.remove("case/" + candidateId);
  }

  @Override
  public String early(long place) {
    return ring.get(place);
  }

  @Override
  public void saveEarly(long place, String candidateId) {
    ring.put(place, candidateId);
  }

  @Override
  public long unfoldedCount() {
    return unfolded;
  }

  @Override
  public void saveUnfoldedCount(long to) {
    unfolded = to;
  }

  /** All that is kept, in bytes. */
  long bytes() {
    return values.values().stream().mapToLong(value -> value.length).sum();
  }

  @Override
  public long earlyCount() {
    return count;
  }

  @Override
  public void saveEarlyCount(long to) {
    count = to;
  }
}
