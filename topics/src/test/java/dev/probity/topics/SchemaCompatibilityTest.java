// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCompatibilityTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("kinds")
  void everyReleasedSchemaIsStillKept(RecordKind<?> kind) throws IOException {
    // When
    List<String> problems =
        SchemaCompatibility.problems(released(kind), SchemaAgreementTest.schema(kind));
    // Then
    assertEquals(
        List.of(),
        problems,
        kind
            + " breaks readers or records of the released version\n"
            + "Maybe the new meaning belongs on a .v2 topic");
  }

  @Test
  void aNewOptionalFieldAndBetterWordsAreCompatible() throws IOException {
    // Given
    ObjectNode schema = candidate();
    // When
    schema.put("description", "Better words");
    field(schema, "id").put("x-legal", "Another note");
    ((ObjectNode) schema.get("properties")).putObject("language").put("type", "string");
    // Then
    assertEquals(List.of(), problems(schema));
  }

  @Test
  void whatBreaksAReaderIsSeen() throws IOException {
    assertSeen("field removed", s -> ((ObjectNode) s.get("properties")).remove("profile"));
    assertSeen("field renamed", SchemaCompatibilityTest::rename);
    assertSeen("fields swapped", SchemaCompatibilityTest::swap);
    assertSeen("type changed", s -> field(s, "id").put("type", "integer"));
    assertSeen("null allowed", s -> field(s, "id").putArray("type").add("string").add("null"));
    assertSeen("code removed", s -> field(s, "purpose").withArray("enum").remove(0));
    assertSeen("code added", s -> field(s, "purpose").withArray("enum").add("trial"));
    assertSeen("limit tightened", s -> field(s, "id").put("maxLength", 10));
    assertSeen("limit lifted", s -> field(s, "id").remove("maxLength"));
    assertSeen("pattern added", s -> field(s, "id").put("pattern", "^C"));
    assertSeen("field made required", s -> s.withArray("required").add("protected"));
    assertSeen("field no longer required", s -> s.withArray("required").remove(0));
    assertSeen("id of the schema changed", s -> s.put("$id", "urn:probity:schema:other:v1"));
    assertSeen("nested field removed", SchemaCompatibilityTest::removeNested);
    assertSeen("definition dropped", s -> ((ObjectNode) s.get("$defs")).removeAll());
    assertSeen("new field required", SchemaCompatibilityTest::requireNew);
  }

  private static void rename(ObjectNode schema) {
    ObjectNode properties = (ObjectNode) schema.get("properties");
    properties.set("provenience", properties.remove("provenance"));
  }

  private static void swap(ObjectNode schema) {
    ObjectNode properties = (ObjectNode) schema.get("properties");
    properties.set("id", properties.remove("id"));
  }

  private static void removeNested(ObjectNode schema) {
    ObjectNode provenance = (ObjectNode) schema.get("$defs").get("Provenance");
    ((ObjectNode) provenance.get("properties")).remove("tenant");
  }

  private static void requireNew(ObjectNode schema) {
    ((ObjectNode) schema.get("properties")).putObject("language").put("type", "string");
    schema.withArray("required").add("language");
  }

  private static void assertSeen(String what, Consumer<ObjectNode> change) throws IOException {
    ObjectNode schema = candidate();
    change.accept(schema);
    assertFalse(problems(schema).isEmpty(), what + " went unseen");
  }

  private static List<String> problems(JsonNode changed) throws IOException {
    return SchemaCompatibility.problems(candidate(), changed);
  }

  private static ObjectNode field(ObjectNode schema, String name) {
    return (ObjectNode) schema.get("properties").get(name);
  }

  private static ObjectNode candidate() throws IOException {
    return (ObjectNode) SchemaAgreementTest.schema(RecordKind.all().get(0));
  }

  private static JsonNode released(RecordKind<?> kind) throws IOException {
    String file = "src/test/resources/released/v1/" + kind.name() + ".v1.schema.json";
    return JSON.readTree(ModuleFiles.bytes(file));
  }

  static Stream<RecordKind<?>> kinds() {
    return RecordKind.all().stream();
  }
}
