// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Coded;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFlags;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Doubles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaAgreementTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Components whose own components stand beside the others in JSON. */
  private static final Set<Class<?>> INLINED =
      Set.of(
          SignalSeries.class,
          SignalWindow.class,
          SignalEstimate.class,
          SignalLimits.class,
          SignalEvidence.class,
          SignalFlags.class);

  @ParameterizedTest
  @MethodSource("kinds")
  void recordAndSchemaHaveTheSameFieldsInTheSameOrder(RecordKind<?> kind) throws IOException {
    // Given
    JsonNode schema = schema(kind);
    // When
    List<String> problems = new ArrayList<>();
    compare(kind.type(), schema, schema, kind.name(), problems);
    // Then
    assertEquals(List.of(), problems);
    assertEquals("urn:probity:schema:" + kind.name() + ":v1", schema.get("$id").asText());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldHasADescriptionAUnitAndALegalNote(RecordKind<?> kind) throws IOException {
    for (JsonNode object : objects(schema(kind))) {
      assertFalse(object.path("description").asText().isBlank(), kind.name());
      for (Map.Entry<String, JsonNode> field : object.get("properties").properties()) {
        for (String note : List.of("description", "x-unit", "x-legal")) {
          String text = field.getValue().path(note).asText();
          assertFalse(text.isBlank(), kind.name() + "." + field.getKey() + " has no " + note);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theCodecWritesTheFieldsInTheOrderOfTheSchema(RecordKind<?> kind) throws IOException {
    if (!kind.json()) {
      return; // a checkpoint's value is its note
    }
    // When
    JsonNode written = JSON.readTree(kind.encodedExample());
    // Then: what was added after the release is written where there is something to write
    List<String> expected = new ArrayList<>(names(schema(kind).get("properties")));
    List<String> released = names(released(kind).get("properties"));
    expected.removeIf(name -> !released.contains(name) && !written.has(name));
    assertEquals(expected, names(written));
  }

  @Test
  void aDifferenceOfAnyKindIsSeen() throws IOException {
    RecordKind<?> kind = RecordKind.all().get(0);
    assertSeen(kind, "id", field -> field.put("type", "number"));
    assertSeen(kind, "profile", field -> field.set("type", nullable("string")));
    assertSeen(kind, "purpose", field -> field.withArray("enum").remove(0));
    ObjectNode renamed = (ObjectNode) schema(kind);
    ObjectNode properties = (ObjectNode) renamed.get("properties");
    properties.set("ident", properties.remove("id"));
    assertTrue(problems(kind, renamed).stream().anyMatch(problem -> problem.contains("ident")));
  }

  private static JsonNode released(RecordKind<?> kind) throws IOException {
    String file = "/released/v1/" + kind.name() + ".v1.schema.json";
    try (InputStream schema = SchemaAgreementTest.class.getResourceAsStream(file)) {
      return JSON.readTree(schema);
    }
  }

  private static JsonNode nullable(String type) {
    return JSON.createArrayNode().add(type).add("null");
  }

  private static void assertSeen(
      RecordKind<?> kind, String field, java.util.function.Consumer<ObjectNode> change)
      throws IOException {
    JsonNode schema = schema(kind);
    change.accept((ObjectNode) schema.get("properties").get(field));
    assertTrue(
        problems(kind, schema).stream().anyMatch(problem -> problem.contains(field)),
        "a change of " + field + " went unseen");
  }

  private static List<String> problems(RecordKind<?> kind, JsonNode schema) {
    List<String> problems = new ArrayList<>();
    compare(kind.type(), schema, schema, kind.name(), problems);
    return problems;
  }

  private static void compare(
      Class<?> type, JsonNode object, JsonNode root, String path, List<String> problems) {
    List<RecordComponent> components = flat(type);
    List<String> names = components.stream().map(SchemaAgreementTest::jsonName).toList();
    List<String> properties = names(object.get("properties"));
    if (!names.equals(properties)) {
      problems.add(path + ": components " + names + ", properties " + properties);
      return;
    }
    List<String> required = new ArrayList<>();
    for (RecordComponent component : components) {
      String name = jsonName(component);
      JsonNode property = object.get("properties").get(name);
      boolean nullable = isNullable(component);
      if (nullable != allowsNull(property)) {
        problems.add(path + "." + name + ": nullable is " + nullable + " in Java only");
      }
      if (!nullable && !property.has("default")) {
        required.add(name);
      }
      compare(component.getGenericType(), property, root, path + "." + name, problems);
    }
    List<String> said = new ArrayList<>();
    object.path("required").forEach(name -> said.add(name.asText()));
    if (!required.equals(said)) {
      problems.add(path + ": must require " + required + ", requires " + said);
    }
  }

  private static void compare(
      Type type, JsonNode property, JsonNode root, String path, List<String> problems) {
    JsonNode target = withoutNull(property, root);
    String expected = expectedType(type);
    String found = typeName(target);
    if (!expected.equals(found)) {
      problems.add(path + ": Java says " + expected + ", the schema " + found);
      return;
    }
    if (type instanceof Class<?> raw) {
      if (Coded.class.isAssignableFrom(raw) && !codes(raw).equals(codes(target))) {
        problems.add(path + ": codes differ");
      }
      if (raw.isRecord() && raw != OffsetRange.class) {
        compare(raw, target, root, path, problems);
      }
    } else if (type instanceof ParameterizedType parameterized) {
      boolean list = parameterized.getRawType() == List.class;
      Type element = parameterized.getActualTypeArguments()[list ? 0 : 1];
      JsonNode child = target.get(list ? "items" : "additionalProperties");
      if (element != AttributeValue.class) {
        compare(element, child, root, path + "[]", problems);
      }
    }
  }

  private static String expectedType(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return parameterized.getRawType() == List.class ? "array" : "object";
    }
    Class<?> raw = (Class<?>) type;
    if (raw == double.class || raw == Double.class) {
      return "number";
    }
    if (Set.of(long.class, int.class, Long.class, Integer.class).contains(raw)) {
      return "integer";
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "boolean";
    }
    if (raw == Doubles.class || raw == OffsetRange.class) {
      return "array";
    }
    boolean text = raw == String.class || raw == Instant.class || raw == Bytes.class;
    if (text || Coded.class.isAssignableFrom(raw)) {
      return "string";
    }
    assertTrue(raw.isRecord() || raw == Protected.class, raw + " has no place in JSON");
    return "object";
  }

  private static String typeName(JsonNode property) {
    JsonNode type = property.path("type");
    return type.isArray() ? type.get(0).asText() : type.asText();
  }

  private static boolean allowsNull(JsonNode property) {
    return property.path("type").toString().contains("\"null\"") || property.has("anyOf");
  }

  private static JsonNode withoutNull(JsonNode property, JsonNode root) {
    JsonNode first = property.has("anyOf") ? property.get("anyOf").get(0) : property;
    return first.has("$ref") ? root.at(first.get("$ref").asText().substring(1)) : first;
  }

  private static Set<String> codes(Class<?> type) {
    return Set.copyOf(
        Arrays.stream(type.getEnumConstants()).map(constant -> ((Coded) constant).code()).toList());
  }

  private static Set<String> codes(JsonNode property) {
    List<String> codes = new ArrayList<>();
    property.path("enum").forEach(code -> codes.add(code.asText()));
    codes.remove("null");
    return Set.copyOf(codes);
  }

  private static List<RecordComponent> flat(Class<?> type) {
    List<RecordComponent> components = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (INLINED.contains(component.getType())) {
        components.addAll(flat(component.getType()));
      } else {
        components.add(component);
      }
    }
    return components;
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static String jsonName(RecordComponent component) {
    return component.getName().equals("protectedAttributes") ? "protected" : component.getName();
  }

  private static List<JsonNode> objects(JsonNode schema) {
    List<JsonNode> objects = new ArrayList<>(List.of(schema));
    schema.path("$defs").forEach(objects::add);
    return objects;
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  static JsonNode schema(RecordKind<?> kind) throws IOException {
    return JSON.readTree(ModuleFiles.bytes(kind.schemaFile()));
  }

  static Stream<RecordKind<?>> kinds() {
    return RecordKind.all().stream();
  }
}
