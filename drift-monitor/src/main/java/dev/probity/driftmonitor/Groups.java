// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Protected;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The groups a candidate belongs to, as texts, in the profile's order; empty for not known. */
final class Groups {
  private Groups() {}

  static byte[] encode(
      List<ProtectedAttribute> attributes, Protected values, FairnessAccess access) {
    StateOutput out = new StateOutput();
    Map<String, AttributeValue> opened = values.values(access);
    for (ProtectedAttribute attribute : attributes) {
      AttributeValue value = opened.getOrDefault(attribute.name(), AttributeValue.MISSING);
      out.text(attribute.codes().contains(value) ? text(value) : "");
    }
    return out.toBytes();
  }

  static Map<String, String> decode(List<ProtectedAttribute> attributes, byte[] bytes) {
    StateInput in = new StateInput(bytes);
    Map<String, String> groups = new LinkedHashMap<>();
    for (ProtectedAttribute attribute : attributes) {
      String group = in.text();
      if (!group.isEmpty()) {
        groups.put(attribute.name(), group);
      }
    }
    return groups;
  }

  /** A group's text: whole numbers without fraction, as in the monitoring reference. */
  static String text(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number(double number) -> Long.toString((long) number);
      case AttributeValue.Text(String text) -> text;
      case AttributeValue.Missing() -> "";
    };
  }
}
