// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.probity.topics.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer as it goes over HTTP.
 *
 * @param body the JSON part and the bytes of the binary outputs behind it
 * @param jsonLength how many bytes are JSON
 */
public record EncodedAnswer(Bytes body, int jsonLength) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Whether bytes follow the JSON part. */
  public boolean isBinary() {
    return jsonLength < body.length();
  }

  /** Renders an answer. */
  public static EncodedAnswer of(InferenceAnswer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    List<byte[]> raw = new ArrayList<>();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("model_name", answer.model());
      json.writeStringField("model_version", answer.version());
      json.writeStringField("id", answer.id());
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, String> one : answer.parameters().entrySet()) {
        json.writeStringField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("outputs");
      for (InferenceAnswer.Output output : answer.outputs()) {
        write(json, output, raw);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    int jsonLength = out.size();
    raw.forEach(out::writeBytes);
    return new EncodedAnswer(Bytes.copyOf(out.toByteArray()), jsonLength);
  }

  private static void write(JsonGenerator json, InferenceAnswer.Output output, List<byte[]> raw)
      throws IOException {
    Tensor tensor = output.tensor();
    json.writeStartObject();
    json.writeStringField("name", tensor.name());
    json.writeStringField("datatype", tensor.datatype().name());
    json.writeArrayFieldStart("shape");
    for (long dimension : tensor.shape()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("parameters");
    if (!output.columns().isEmpty()) {
      json.writeStringField(InferenceAnswer.COLUMNS, output.columns());
    }
    if (output.binary()) {
      byte[] bytes = TensorBytes.write(tensor);
      raw.add(bytes);
      json.writeNumberField("binary_data_size", bytes.length);
    }
    json.writeEndObject();
    if (!output.binary()) {
      data(json, tensor.data());
    }
    json.writeEndObject();
  }

  private static void data(JsonGenerator json, Column data) throws IOException {
    json.writeArrayFieldStart("data");
    switch (data) {
      case Column.Texts(List<String> values) -> {
        for (String value : values) {
          json.writeString(value);
        }
      }
      case Column.Numbers numbers -> {
        for (int i = 0; i < numbers.size(); i++) {
          json.writeNumber(numbers.at(i));
        }
      }
    }
    json.writeEndArray();
  }

  /** An output's elements as raw bytes, as gRPC carries them. */
  public static Bytes raw(Tensor tensor) {
    return Bytes.copyOf(TensorBytes.write(tensor));
  }
}
