// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.local.io.demo.CandidateSource;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the Open Inference Protocol about real candidates: a tensor per feature for our
 * server, one matrix for a server that knows no names.
 *
 * @param named the request for ours
 * @param matrix the same rows for another
 */
record InferenceBodies(Bytes named, Bytes matrix) {

  /** A request about so many candidates that lack nothing. */
  static InferenceBodies of(CandidateSource source, Profile profile, int rows) {
    List<String> names = profile.features().stream().map(Feature::name).toList();
    List<List<String>> columns =
        names.stream().map(name -> (List<String>) new ArrayList<String>()).toList();
    StringJoiner matrix = new StringJoiner(",");
    for (int row = 0; row < rows; row++) {
      Map<String, AttributeValue> values = complete(source, names);
      for (int i = 0; i < names.size(); i++) {
        String number = number(values.get(names.get(i)));
        columns.get(i).add(number);
        matrix.add(number);
      }
    }
    StringJoiner tensors = new StringJoiner(",", "{\"inputs\":[", "]}");
    for (int i = 0; i < names.size(); i++) {
      tensors.add(
          "{\"name\":\"%s\",\"shape\":[%d],\"datatype\":\"FP64\",\"data\":[%s]}"
              .formatted(names.get(i), rows, String.join(",", columns.get(i))));
    }
    String whole =
        "{\"inputs\":[{\"name\":\"rows\",\"shape\":[%d,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
            .formatted(rows, names.size(), matrix);
    return new InferenceBodies(
        Bytes.copyOf(tensors.toString().getBytes(UTF_8)), Bytes.copyOf(whole.getBytes(UTF_8)));
  }

  private static Map<String, AttributeValue> complete(CandidateSource source, List<String> names) {
    while (true) {
      Candidate candidate = source.next();
      Map<String, AttributeValue> values = candidate.attributes();
      if (names.stream().allMatch(name -> values.get(name) instanceof AttributeValue.Number)) {
        return values;
      }
    }
  }

  private static String number(@Nullable AttributeValue value) {
    double number = value instanceof AttributeValue.Number(double found) ? found : Double.NaN;
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
