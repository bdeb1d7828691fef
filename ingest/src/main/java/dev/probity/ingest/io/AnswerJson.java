// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.ingest.Answer;
import dev.probity.ingest.InputView;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as JSON; records of topics stand in it byte for byte. */
final class AnswerJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AnswerJson() {}

  static String of(String id, Answer answer, boolean withdrawn, Collection<Profile> profiles) {
    StringBuilder json = new StringBuilder();
    json.append("{\"id\":").append(JSON.textNode(id));
    json.append(",\"state\":\"").append(answer.state()).append('"');
    if (withdrawn) {
      json.append(",\"withdrawn\":true");
    }
    if (answer.rejected() != null) {
      json.append(",\"reasonCode\":\"").append(answer.rejected().code()).append('"');
      json.append(",\"reason\":").append(JSON.textNode(answer.reason()));
    }
    List<InputView.Row> input = InputView.of(answer, profiles);
    if (input != null) {
      json.append(",\"input\":").append(rows(input));
    }
    append(json, "prediction", answer.prediction());
    append(json, "explanation", answer.explanation());
    append(json, "oversight", answer.oversight());
    return json.append('}').toString();
  }

  private static void append(StringBuilder json, String name, @Nullable Bytes record) {
    if (record != null) {
      json.append(",\"").append(name).append("\":");
      json.append(new String(record.toArray(), StandardCharsets.UTF_8));
    }
  }

  private static ArrayNode rows(List<InputView.Row> input) {
    ArrayNode rows = JSON.arrayNode(input.size());
    for (InputView.Row one : input) {
      ObjectNode row =
          rows.addObject()
              .put("name", one.name())
              .put("label", one.label())
              .put("unit", one.unit());
      switch (one.value()) {
        case AttributeValue.Number(double value) when value == Math.rint(value) ->
            row.put("value", (long) value);
        case AttributeValue.Number(double value) -> row.put("value", value);
        case AttributeValue.Text(String value) -> row.put("value", value);
        case AttributeValue.Missing missing -> row.putNull("value");
      }
      if (one.meaning() != null) {
        row.put("meaning", one.meaning());
      }
      row.put("missing", one.missing()).put("unseen", one.unseen());
    }
    return rows;
  }
}
