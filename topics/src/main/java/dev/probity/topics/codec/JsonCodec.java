// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.probity.topics.record.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one kind of record as JSON. Writing is deterministic: fields in the order of the
 * components, no white space, numbers in the fewest digits. Reading refuses, with a code and a
 * place, whatever two readers could understand differently: text that is not strict UTF-8, fields
 * named twice, numbers that are not finite or not exact, documents beyond the {@link Limits}, and
 * anything after the document. It never repeats a value it refuses.
 *
 * @param <T> the type of the record
 */
public final class JsonCodec<T> implements RecordCodec<T> {

  private static final JsonFactory RECORD_FACTORY = Limits.RECORD.factory();

  private final JsonType<T> type;
  private final Limits limits;
  private final JsonFactory factory;

  JsonCodec(JsonType<T> type) {
    this(type, Limits.RECORD, RECORD_FACTORY);
  }

  JsonCodec(JsonType<T> type, Limits limits) {
    this(type, limits, limits.factory());
  }

  private JsonCodec(JsonType<T> type, Limits limits, JsonFactory factory) {
    this.type = type;
    this.limits = limits;
    this.factory = factory;
  }

  /** The record as one line of JSON; a record beyond the limits is a bug and throws. */
  @Override
  public byte[] encode(T record) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(1024)) {
      try (JsonGenerator generator = factory.createGenerator(out)) {
        type.write(generator, record);
      }
      if (out.size() > limits.bytes()) {
        throw new IllegalStateException(
            "A record of " + out.size() + " bytes exceeds the limit of " + limits.bytes());
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("A record could not be written to memory", e);
    }
  }

  @Override
  public Decoded<T> decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return new Decoded.Invalid<>(ReasonCode.SCHEMA, "is a null value, not a record", "");
    }
    Refusal bad = StrictText.check(bytes, limits);
    if (bad != null) {
      return bad.toDecoded();
    }
    try (JsonParser parser = factory.createParser(bytes)) {
      return read(parser);
    } catch (IOException e) {
      return new Decoded.Invalid<>(ReasonCode.SCHEMA, "is not a JSON document", "");
    }
  }

  private Decoded<T> read(JsonParser parser) throws IOException {
    JsonInput in = new JsonInput(parser);
    try {
      if (in.next() != JsonToken.START_OBJECT) {
        return new Decoded.Invalid<>(ReasonCode.SCHEMA, "is not a JSON object", "");
      }
      T record = type.read(in);
      if (in.next() != null) {
        return new Decoded.Invalid<>(ReasonCode.SCHEMA, "has more after its end", "");
      }
      return new Decoded.Valid<>(record);
    } catch (Refusal e) {
      return e.toDecoded();
    } catch (StreamConstraintsException e) {
      return in.refuse(ReasonCode.TOO_LARGE, "is a text, name or number beyond the limits")
          .toDecoded();
    } catch (JsonEOFException e) {
      return new Decoded.Invalid<>(ReasonCode.SCHEMA, "ends too early", "");
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      return new Decoded.Invalid<>(ReasonCode.SCHEMA, "is not JSON at byte " + at, "");
    }
  }
}
