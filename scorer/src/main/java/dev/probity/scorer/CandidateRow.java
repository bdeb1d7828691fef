// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.RawRow;
import dev.probity.topics.record.AttributeValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A candidate's attributes as the encoder inside the model asks for them. Nothing but the
 * attributes can be asked for: the protected sub-record is out of its reach.
 *
 * @param attributes the attributes by name
 */
record CandidateRow(Map<String, AttributeValue> attributes) implements RawRow {

  @Override
  public double number(String feature) {
    return attributes.get(feature) instanceof AttributeValue.Number(double value)
        ? value
        : Double.NaN;
  }

  @Override
  public @Nullable String text(String feature) {
    return attributes.get(feature) instanceof AttributeValue.Text(String value) ? value : null;
  }
}
