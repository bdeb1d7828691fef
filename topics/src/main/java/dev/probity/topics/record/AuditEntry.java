// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that has no topic of its own: accesses, configuration changes, starts and stops,
 * switches of the release, erasures.
 *
 * @param event what happened
 * @param module the module that says so
 * @param instance the instance of the module
 * @param actor who or what made it happen
 * @param at when
 * @param subject the person it is about; null when none
 * @param model the model it is about
 * @param modelDigest the release it is about
 * @param previousDigest the release before
 * @param offsets by topic-partition, the first offset it holds for
 * @param details further facts by name; no personal data
 * @param reason why
 */
public record AuditEntry(
    EventType event,
    String module,
    String instance,
    String actor,
    Instant at,
    @Nullable String subject,
    @Nullable String model,
    @Nullable String modelDigest,
    @Nullable String previousDigest,
    Map<String, Long> offsets,
    Map<String, String> details,
    @Nullable String reason) {

  /** Checks and copies the components. */
  public AuditEntry {
    Check.present(event, "event");
    Check.text(module, "module");
    Check.text(instance, "instance");
    Check.text(actor, "actor");
    at = Check.millis(at, "at");
    Check.optionalText(subject, "subject");
    Check.optionalText(model, "model");
    Check.optionalDigest(modelDigest, "modelDigest");
    Check.optionalDigest(previousDigest, "previousDigest");
    offsets = Check.copy(offsets, "offsets");
    details = Check.copy(details, "details");
    if (reason != null) {
      Check.prose(reason, "reason");
    }
  }

  /**
   * Somebody was told about a person.
   *
   * @param module the module that told
   * @param instance the instance of the module
   * @param actor the subject of the reader's token
   * @param at when
   * @param subject the person it is about
   * @param details how it was asked for, by name
   */
  public static AuditEntry ofRead(
      String module,
      String instance,
      String actor,
      Instant at,
      String subject,
      Map<String, String> details) {
    return new AuditEntry(
        EventType.AUDIT_READ,
        module,
        instance,
        actor,
        at,
        Check.text(subject, "subject"),
        null,
        null,
        null,
        Map.of(),
        details,
        null);
  }

  /** The record key: the subject, else {@code <module>/<instance>}. */
  public String key() {
    return subject != null ? subject : module + "/" + instance;
  }
}
