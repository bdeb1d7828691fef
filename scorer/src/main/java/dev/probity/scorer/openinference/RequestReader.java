// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.FieldNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request: one JSON object and, by the binary tensor extension, the bytes of
 * tensors behind it. Everything is bounded, a field named twice is refused, and fields the protocol
 * does not know are passed over.
 */
public final class RequestReader {
  private final Limits limits;
  private final JsonFactory json;

  /** A reader within these limits. */
  public RequestReader(Limits limits) {
    this.limits = limits;
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH)
                    .maxStringLength(4 * Limits.TEXT_CHARS)
                    .maxNameLength(Limits.TEXT_CHARS)
                    .maxNumberLength(Limits.TEXT_CHARS)
                    .maxDocumentLength(limits.bytes())
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
  }

  /**
   * Reads a body.
   *
   * @param body all of it
   * @param jsonLength how many bytes of it are JSON, as the header says; null when all are
   */
  public InferenceReading read(byte[] body, @Nullable String jsonLength) {
    try {
      if (body.length > limits.bytes()) {
        throw new MalformedRequest(
            ReasonCode.TOO_LARGE, "body: expected at most " + limits.bytes() + " bytes");
      }
      int length = jsonLength == null ? body.length : length(jsonLength, body.length);
      Parsed parsed = parse(text(body, length));
      ByteBuffer raw = ByteBuffer.wrap(body, length, body.length - length).slice();
      return new InferenceReading.Readable(parsed.request(raw));
    } catch (MalformedRequest e) {
      return e.refused();
    } catch (StreamConstraintsException e) {
      return new InferenceReading.Refused(
          ReasonCode.TOO_DEEP, "body: nested too deeply, or a name or text is too long");
    } catch (JsonParseException e) {
      return new InferenceReading.Refused(
          ReasonCode.SCHEMA, "body: no JSON at character " + e.getLocation().getCharOffset());
    } catch (IOException e) {
      return new InferenceReading.Refused(ReasonCode.SCHEMA, "body: it ends too early");
    }
  }

  private static int length(String header, int most) throws MalformedRequest {
    String digits = header.strip();
    if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > most) {
      throw MalformedRequest.schema(
          "Inference-Header-Content-Length: expected a number of bytes within the body's " + most);
    }
    return Integer.parseInt(digits);
  }

  private static String text(byte[] body, int length) throws MalformedRequest {
    if (length == 0) {
      throw MalformedRequest.schema("body: expected a JSON object, got nothing");
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, length)).toString();
      if (text.charAt(0) == '\uFEFF') {
        throw new MalformedRequest(ReasonCode.BAD_UTF8, "body: begins with a byte order mark");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedRequest(ReasonCode.BAD_UTF8, "body: its JSON is not strict UTF-8");
    }
  }

  private Parsed parse(String text) throws IOException {
    try (JsonParser parser = json.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw MalformedRequest.schema("body: expected a JSON object");
      }
      Parsed parsed = new Parsed(parser, limits);
      parsed.read();
      if (parser.nextToken() != null) {
        throw MalformedRequest.schema("body: something follows the JSON object");
      }
      return parsed;
    }
  }

  /** The JSON part; tensors whose bytes stand behind it wait for them. */
  private static final class Parsed {
    private final JsonParser parser;
    private final Limits limits;
    private final List<JsonInput> inputs = new ArrayList<>();
    private final List<JsonOutput> outputs = new ArrayList<>();
    private @Nullable String id;
    private @Nullable String model;
    private boolean named;
    private boolean binary;

    Parsed(JsonParser parser, Limits limits) {
      this.parser = parser;
      this.limits = limits;
    }

    void read() throws IOException {
      Set<String> seen = new HashSet<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        once(seen, name);
        JsonToken token = parser.nextToken();
        switch (name) {
          case "id" -> id = token == JsonToken.VALUE_NULL ? null : identifier("id");
          case "model_name" -> model = token == JsonToken.VALUE_NULL ? null : identifier(name);
          case "inputs" -> {
            named = true;
            readInputs();
          }
          case "outputs" -> {
            if (token != JsonToken.VALUE_NULL) {
              readOutputs();
            }
          }
          case "parameters" -> binary = Boolean.TRUE.equals(parameters("parameters").binary());
          default -> skip();
        }
      }
    }

    private String identifier(String where) throws IOException {
      return Identifiers.checked(where, textAt(where));
    }

    private void readInputs() throws IOException {
      expect(JsonToken.START_ARRAY, "inputs: expected an array");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (inputs.size() == Limits.TENSORS) {
          throw tooMany("inputs");
        }
        expect(JsonToken.START_OBJECT, "inputs: expected objects");
        inputs.add(readInput("inputs/" + inputs.size()));
      }
    }

    private JsonInput readInput(String where) throws IOException {
      Set<String> seen = new HashSet<>();
      String name = null;
      Datatype datatype = null;
      List<Long> shape = null;
      JsonElements data = null;
      Integer size = null;
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        once(seen, field);
        parser.nextToken();
        switch (field) {
          case "name" -> name = textAt(where + "/name");
          case "datatype" -> datatype = datatype(where);
          case "shape" -> shape = shape(where);
          case "data" -> {
            expect(JsonToken.START_ARRAY, where + "/data: expected an array");
            data = JsonElements.read(parser, limits.rows());
          }
          case "parameters" -> size = parameters(where + "/parameters").size();
          default -> skip();
        }
      }
      if (name == null || datatype == null || shape == null) {
        throw MalformedRequest.schema(where + ": expected name, shape and datatype");
      }
      if ((data == null) == (size == null)) {
        throw MalformedRequest.schema(
            where + ": expected either data or the parameter binary_data_size");
      }
      return new JsonInput(name, datatype, shape, data, size);
    }

    private Datatype datatype(String where) throws IOException {
      Datatype datatype = Datatype.named(textAt(where + "/datatype"));
      if (datatype == null) {
        throw MalformedRequest.type(where + "/datatype: expected one of the protocol's datatypes");
      }
      return datatype;
    }

    private List<Long> shape(String where) throws IOException {
      expect(JsonToken.START_ARRAY, where + "/shape: expected an array");
      List<Long> shape = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        boolean whole =
            parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!whole || shape.size() == Limits.DIMENSIONS) {
          throw MalformedRequest.schema(
              where
                  + "/shape: expected at most "
                  + Limits.DIMENSIONS
                  + " whole numbers of 64 bits");
        }
        shape.add(parser.getLongValue());
      }
      return shape;
    }

    private void readOutputs() throws IOException {
      expect(JsonToken.START_ARRAY, "outputs: expected an array");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (outputs.size() == Limits.TENSORS) {
          throw tooMany("outputs");
        }
        expect(JsonToken.START_OBJECT, "outputs: expected objects");
        outputs.add(readOutput("outputs/" + outputs.size()));
      }
    }

    private JsonOutput readOutput(String where) throws IOException {
      Set<String> seen = new HashSet<>();
      String name = null;
      Boolean wanted = null;
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        once(seen, field);
        parser.nextToken();
        switch (field) {
          case "name" -> name = textAt(where + "/name");
          case "parameters" -> wanted = parameters(where + "/parameters").binary();
          default -> skip();
        }
      }
      if (name == null) {
        throw MalformedRequest.schema(where + ": expected a name");
      }
      return new JsonOutput(name, wanted);
    }

    /** The parameters this door knows. */
    private record Parameters(@Nullable Boolean binary, @Nullable Integer size) {}

    private Parameters parameters(String where) throws IOException {
      if (parser.hasToken(JsonToken.VALUE_NULL)) {
        return new Parameters(null, null);
      }
      expect(JsonToken.START_OBJECT, where + ": expected an object");
      Set<String> seen = new HashSet<>();
      Boolean binary = null;
      Integer size = null;
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        once(seen, field);
        JsonToken token = parser.nextToken();
        switch (field) {
          case "binary_data", "binary_data_output" -> {
            if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
              throw MalformedRequest.type(where + "/" + field + ": expected true or false");
            }
            binary = token == JsonToken.VALUE_TRUE;
          }
          case "binary_data_size" -> size = size(where);
          default -> skip();
        }
      }
      return new Parameters(binary, size);
    }

    private int size(String where) throws IOException {
      boolean small =
          parser.hasToken(JsonToken.VALUE_NUMBER_INT)
              && parser.getNumberType() == JsonParser.NumberType.INT
              && parser.getIntValue() >= 0;
      if (!small) {
        throw MalformedRequest.schema(
            where + "/binary_data_size: expected a number of bytes within the body");
      }
      return parser.getIntValue();
    }

    private String textAt(String where) throws IOException {
      expect(JsonToken.VALUE_STRING, where + ": expected a text");
      return parser.getText();
    }

    private void expect(JsonToken token, String expected) throws MalformedRequest {
      if (!parser.hasToken(token)) {
        throw MalformedRequest.type(expected);
      }
    }

    private static void once(Set<String> seen, String name) throws MalformedRequest {
      if (!seen.add(name)) {
        throw new MalformedRequest(
            ReasonCode.DUPLICATE_KEY, "a field is named twice: " + FieldNames.shown(name));
      }
    }

    private void skip() throws IOException {
      if (parser.currentToken().isStructStart()) {
        parser.skipChildren();
      }
    }

    private static MalformedRequest tooMany(String what) {
      return new MalformedRequest(
          ReasonCode.TOO_LARGE, what + ": expected at most " + Limits.TENSORS);
    }

    InferenceRequest request(ByteBuffer raw) throws MalformedRequest {
      if (!named) {
        throw MalformedRequest.schema("inputs: expected, one tensor for each feature");
      }
      List<Tensor> tensors = new ArrayList<>();
      for (JsonInput input : inputs) {
        tensors.add(input.tensor(raw, limits.rows()));
      }
      if (raw.hasRemaining()) {
        throw MalformedRequest.schema(
            "body: " + raw.remaining() + " bytes follow the tensors that announce theirs");
      }
      return new InferenceRequest(
          id, model, tensors, outputs.stream().map(one -> one.or(binary)).toList(), binary);
    }
  }

  private record JsonOutput(String name, @Nullable Boolean binary) {
    RequestedOutput or(boolean otherwise) {
      return new RequestedOutput(name, binary == null ? otherwise : binary);
    }
  }

  private record JsonInput(
      String name,
      Datatype datatype,
      List<Long> shape,
      @Nullable JsonElements data,
      @Nullable Integer size) {

    Tensor tensor(ByteBuffer raw, int rows) throws MalformedRequest {
      String shown = FieldNames.shown(name);
      int count = Shapes.elements(shown, shape, rows);
      if (data != null) {
        Column column = data.as(shown, datatype);
        Shapes.agrees(shown, shape, count, data.size());
        return new Tensor(name, datatype, shape, column);
      }
      int wanted = size == null ? 0 : size;
      if (wanted > raw.remaining()) {
        throw MalformedRequest.schema(
            "input "
                + shown
                + (": announces " + wanted + " bytes, the body has " + raw.remaining() + " left"));
      }
      ByteBuffer own = raw.slice(raw.position(), wanted);
      raw.position(raw.position() + wanted);
      return new Tensor(name, datatype, shape, TensorBytes.read(shown, datatype, count, own));
    }
  }
}
