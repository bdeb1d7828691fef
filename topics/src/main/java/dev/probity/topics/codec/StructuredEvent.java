// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent in structured mode: attributes and data in one JSON object. The data are the bytes
 * as they stand in the object, so that they are checked exactly like a value in binary mode.
 *
 * @param attributes the attributes that are texts, by name; all others are passed over
 * @param data the data, or null when the event has none
 */
public record StructuredEvent(Map<String, String> attributes, @Nullable Bytes data) {

  /** The most attributes of an event. */
  public static final int MAX_ATTRIBUTES = 64;

  private static final Limits ENVELOPE = new Limits(2 * Limits.RECORD.bytes(), 128 * 1024);
  private static final JsonFactory FACTORY = ENVELOPE.factory();

  /** Copies the attributes. */
  public StructuredEvent {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    Check.that(attributes.size() <= MAX_ATTRIBUTES, "attributes", "at most 64");
  }

  /** Reads the object; null stands for a Kafka null value. */
  public static Decoded<StructuredEvent> decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return refused("is a null value, not an event");
    }
    Refusal bad = StrictText.check(bytes, ENVELOPE);
    if (bad != null) {
      return bad.toDecoded();
    }
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      return new Decoded.Valid<>(read(parser, bytes));
    } catch (Refusal e) {
      return e.toDecoded();
    } catch (JsonProcessingException e) {
      return refused("is not JSON");
    } catch (IOException e) {
      return refused("is not a JSON document");
    }
  }

  private static Decoded<StructuredEvent> refused(String reason) {
    return new Decoded.Invalid<>(ReasonCode.SCHEMA, reason, "");
  }

  private static StructuredEvent read(JsonParser parser, byte[] bytes) throws IOException {
    JsonInput in = new JsonInput(parser);
    in.next();
    in.expect(JsonToken.START_OBJECT, "a CloudEvent");
    Map<String, String> attributes = new LinkedHashMap<>();
    Bytes data = null;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.next();
      boolean isData = name.equals("data") || name.equals("data_base64");
      if (isData ? data != null : attributes.containsKey(name)) {
        throw in.refuseDuplicate();
      }
      if (isData) {
        data = name.equals("data") ? slice(parser, in, bytes) : JsonTypes.BASE64.read(in);
      } else if (attributes.size() == MAX_ATTRIBUTES) {
        throw in.refuse(ReasonCode.TOO_LARGE, "is beyond the most attributes of an event");
      } else {
        attributes.put(name, attribute(in));
      }
    }
    if (in.next() != null) {
      throw in.refuse(ReasonCode.SCHEMA, "has more after its end");
    }
    return new StructuredEvent(attributes, data);
  }

  private static String attribute(JsonInput in) throws IOException {
    if (in.isText()) {
      String text = in.text();
      if (text.length() > Check.MAX_TEXT_CHARS) {
        throw in.refuse(ReasonCode.TOO_LARGE, "is a text beyond the limits");
      }
      return text;
    }
    in.skip();
    return "";
  }

  private static Bytes slice(JsonParser parser, JsonInput in, byte[] bytes) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    in.skip();
    int to = (int) parser.currentLocation().getByteOffset();
    return Bytes.copyOf(Arrays.copyOfRange(bytes, from, to));
  }
}
