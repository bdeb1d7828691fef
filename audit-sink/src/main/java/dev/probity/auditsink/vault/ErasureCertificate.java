// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import dev.probity.topics.SubjectRule;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an erasure can be certified with: which entries lost their records, and for every place
 * where a copy is or was, until when. Names the request, never the person.
 *
 * @param request id of the request
 * @param requestedAt when it came in
 * @param doneAt when the last step here was done
 * @param entries how many ledger entries lost their record
 * @param idx which, as ranges
 * @param copies every place
 */
public record ErasureCertificate(
    String request,
    Instant requestedAt,
    Instant doneAt,
    long entries,
    String idx,
    List<Copy> copies) {
  public ErasureCertificate {
    copies = List.copyOf(copies);
  }

  /**
   * A place where a copy is or was.
   *
   * @param place where
   * @param gone when it is gone at the latest; not after the erasure itself when it is gone now
   * @param how what removes it
   */
  public record Copy(String place, Instant gone, String how) {}

  /**
   * How long copies outside live, as their keepers declare.
   *
   * @param backups of the database
   * @param others dataset commits, objects and experiments made from the stream
   */
  public record Expiry(Duration backups, Duration others) {}

  /**
   * The certificate of a finished erasure.
   *
   * @param names names of the topics in this installation
   */
  public static ErasureCertificate of(Erasure erasure, TopicNames names, Expiry expiry) {
    Instant done = erasure.doneAt();
    if (done == null) {
      throw new IllegalArgumentException(
          "request " + erasure.request() + " is " + erasure.state().code() + ", not done");
    }
    List<Copy> copies = new ArrayList<>();
    copies.add(new Copy("ledger, key of the person", done, "destroyed"));
    copies.add(
        new Copy("ledger, bodies", done, "deleted; what dead rows hold has no key any more"));
    copies.add(new Copy("ledger, rows for auditors", done, "deleted, tables rewritten"));
    copies.add(new Copy("ledger, write-ahead log", done, "written over"));
    for (Topic<?, ?> topic : Topics.audited()) {
      Duration retention = topic.retention();
      if (topic.subject() != SubjectRule.NONE && retention != null) {
        Instant gone = done.plus(retention).plus(Topic.DELETION_LAG);
        copies.add(new Copy("Kafka topic " + names.of(topic), gone, "retention of the topic"));
      }
    }
    Duration waiting = Objects.requireNonNull(Topics.PREDICTIONS.retention());
    copies.add(
        new Copy(
            "drift monitor, predictions that waited for their release",
            done.plus(waiting).plus(Topic.DELETION_LAG),
            "retention of its changelog topic"));
    Instant others = done.plus(expiry.others());
    copies.add(new Copy("dataset commits", others, "declared expiry"));
    copies.add(new Copy("object store", others, "declared expiry"));
    copies.add(new Copy("MLflow runs and artifacts", others, "declared expiry"));
    copies.add(new Copy("backups of the database", done.plus(expiry.backups()), "declared expiry"));
    return new ErasureCertificate(
        erasure.request(),
        erasure.requestedAt(),
        done,
        erasure.gone().size(),
        erasure.gone().toString(),
        copies);
  }

  /** The certificate as fields for JSON. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("request", request);
    fields.put("requestedAt", second(requestedAt));
    fields.put("doneAt", second(doneAt));
    fields.put("entries", entries);
    fields.put("idx", idx);
    List<Map<String, String>> places = new ArrayList<>();
    for (Copy copy : copies) {
      Map<String, String> place = new LinkedHashMap<>();
      place.put("place", copy.place());
      place.put("gone", second(copy.gone()));
      place.put("how", copy.how());
      places.add(place);
    }
    fields.put("copies", places);
    return fields;
  }

  private static String second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The certificate in words. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("Erasure of request ").append(request).append('\n');
    text.append("requested ").append(second(requestedAt));
    text.append(", done ").append(second(doneAt)).append('\n');
    text.append(entries).append(" ledger entries lost their record");
    text.append(entries == 0 ? "\n" : ": " + idx + "\n");
    text.append("Entries and proofs stay; they hold salted commitments whose salts are gone.\n\n");
    for (Copy copy : copies) {
      text.append(copy.gone().isAfter(doneAt) ? "gone by " : "gone    ");
      text.append(second(copy.gone())).append("  ").append(copy.place());
      text.append(" (").append(copy.how()).append(")\n");
    }
    return text.toString();
  }
}
