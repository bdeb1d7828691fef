// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static dev.probity.topics.record.ReasonCode.BAD_UTF8;
import static dev.probity.topics.record.ReasonCode.CLOCK_SKEW;
import static dev.probity.topics.record.ReasonCode.DUPLICATE_KEY;
import static dev.probity.topics.record.ReasonCode.MISSING_KEY;
import static dev.probity.topics.record.ReasonCode.MODEL_MISSING;
import static dev.probity.topics.record.ReasonCode.NAN;
import static dev.probity.topics.record.ReasonCode.RANGE;
import static dev.probity.topics.record.ReasonCode.SCHEMA;
import static dev.probity.topics.record.ReasonCode.TOO_DEEP;
import static dev.probity.topics.record.ReasonCode.TOO_LARGE;
import static dev.probity.topics.record.ReasonCode.TYPE;
import static dev.probity.topics.record.ReasonCode.UNKNOWN_SCHEMA_VERSION;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Candidates of the profile acs-salary that every door must refuse with the same code: over HTTP,
 * from files and on the topic itself.
 */
public final class MalformedCandidates {

  private static final String KEY = "C-1001";
  private static final String GOOD =
      new String(Topics.CANDIDATES.codec().encode(Candidates.example()), UTF_8);

  private final List<MalformedCandidate> cases = new ArrayList<>();

  private MalformedCandidates() {}

  /** All cases. */
  public static List<MalformedCandidate> all() {
    MalformedCandidates corpus = new MalformedCandidates();
    corpus.documents();
    corpus.sizes();
    corpus.numbers();
    corpus.texts();
    corpus.types();
    corpus.ranges();
    corpus.fields();
    corpus.versions();
    corpus.envelopes();
    corpus.keys();
    corpus.cases.addAll(MalformedVariations.all());
    return List.copyOf(corpus.cases);
  }

  /** The good candidate that the cases are made from. */
  public static byte[] good() {
    return GOOD.getBytes(UTF_8);
  }

  private void documents() {
    value("half", "truncated", GOOD.substring(0, GOOD.length() / 2), SCHEMA, 400);
    value("last-byte", "truncated", GOOD.substring(0, GOOD.length() - 1), SCHEMA, 400);
    value("brace", "truncated", "{", SCHEMA, 400);
    value("in-a-number", "truncated", "{\"id\":\"C-1001\",\"attributes\":{\"AGEP\":3", SCHEMA, 400);
    value("empty", "truncated", "", SCHEMA, 400);
    value("blank", "truncated", "  ", SCHEMA, 400);
    value("words", "not-json", "hello", SCHEMA, 400);
    value("xml", "not-json", "<candidate id=\"C-1001\"/>", SCHEMA, 400);
    value("single-quotes", "not-json", GOOD.replace('"', '\''), SCHEMA, 400);
    value("comment", "not-json", GOOD.replace("{\"id\"", "{/* x */\"id\""), SCHEMA, 400);
    value("trailing-comma", "not-json", GOOD.replace("}}", ",}}"), SCHEMA, 400);
    value("two-documents", "not-json", GOOD + GOOD, SCHEMA, 400);
    value("trailing-text", "not-json", GOOD + " x", SCHEMA, 400);
    value("json-text", "not-json", "\"C-1001\"", SCHEMA, 400);
    bytes("magic-byte", "not-json", prepend(GOOD, 0, 0, 0, 0, 1), SCHEMA, 400);
    bytes("gzip", "not-json", prepend(GOOD, 0x1F, 0x8B, 8, 0), SCHEMA, 400);
    value("array", "not-json", "[" + GOOD + "]", SCHEMA, 400, false);
  }

  private void sizes() {
    value("array-40", "deep", attribute("[".repeat(40) + "]".repeat(40)), TOO_DEEP, 400);
    value("array-10000", "deep", attribute("[".repeat(10_000)), TOO_DEEP, 400);
    value(
        "object-40", "deep", attribute("{\"a\":".repeat(40) + "1" + "}".repeat(40)), TOO_DEEP, 400);
    value(
        "record",
        "huge",
        GOOD.replace("{\"id\"", "{" + " ".repeat(70_000) + "\"id\""),
        TOO_LARGE,
        413);
    value("text", "huge", attribute("\"" + "x".repeat(1025) + "\""), TOO_LARGE, 413);
    value("name", "huge", GOOD.replace("\"AGEP\"", "\"" + "A".repeat(300) + "\""), TOO_LARGE, 413);
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      wide.append("\"f").append(i).append("\":1,");
    }
    value("wide", "bomb", GOOD.replace("\"AGEP\"", wide + "\"AGEP\""), TOO_LARGE, 413);
  }

  private void numbers() {
    value("nan", "nan", attribute("NaN"), NAN, 400);
    value("infinity", "nan", attribute("Infinity"), NAN, 400);
    value("minus-infinity", "nan", attribute("-Infinity"), NAN, 400);
    value("1e400", "nan", attribute("1e400"), NAN, 400);
    value("minus-1e400", "nan", attribute("-1e400"), NAN, 400);
    value("protected", "nan", GOOD.replace("\"SEX\":2", "\"SEX\":NaN"), NAN, 400);
    value("2-to-53", "overflow", attribute("9007199254740992"), RANGE, 422);
    value("minus-2-to-53", "overflow", attribute("-9007199254740993"), RANGE, 422);
    value("long", "overflow", attribute("9223372036854775808"), RANGE, 422);
    value("10-to-30", "overflow", attribute("1" + "0".repeat(30)), RANGE, 422);
    value("40-digits", "overflow", attribute("1" + "0".repeat(40)), TOO_LARGE, 400);
    value("40-decimals", "overflow", attribute("3." + "1".repeat(40)), TOO_LARGE, 400);
    value("leading-zero", "overflow", attribute("034"), SCHEMA, 400);
    value("plus", "overflow", attribute("+34"), SCHEMA, 400);
    value("hexadecimal", "overflow", attribute("0x22"), SCHEMA, 400);
  }

  private void texts() {
    utf8("stray-byte", 0xFF);
    utf8("overlong", 0xC0, 0x80);
    utf8("raw-surrogate", 0xED, 0xA0, 0x80);
    utf8("beyond-unicode", 0xF4, 0x90, 0x80, 0x80);
    utf8("cut-sequence", 0xE2, 0x82);
    utf8("latin-1", 0xE4);
    value("lone-high", "utf-8", requisition("\\ud800"), BAD_UTF8, 400);
    value("lone-low", "utf-8", requisition("\\udc00"), BAD_UTF8, 400);
    value("pair-reversed", "utf-8", requisition("\\udc00\\ud800"), BAD_UTF8, 400);
    value("escaped-nul", "utf-8", requisition("a\\u0000b"), BAD_UTF8, 400);
    value("raw-nul", "utf-8", requisition("a\0b"), BAD_UTF8, 400);
    value("raw-newline", "utf-8", requisition("a\nb"), SCHEMA, 400);
    bytes("byte-order-mark", "utf-8", prepend(GOOD, 0xEF, 0xBB, 0xBF), BAD_UTF8, 400);
    bytes("utf-16", "utf-8", Bytes.copyOf(GOOD.getBytes(UTF_16LE)), BAD_UTF8, 400);
    bytes("utf-16-mark", "utf-8", prepend(GOOD, 0xFF, 0xFE), BAD_UTF8, 400);
    value(
        "id",
        "duplicate",
        GOOD.replace("{\"id\"", "{\"id\":\"C-1001\",\"id\""),
        DUPLICATE_KEY,
        400);
    value(
        "escaped",
        "duplicate",
        GOOD.replace("{\"id\"", "{\"\\u0069d\":\"C-1001\",\"id\""),
        DUPLICATE_KEY,
        400);
    value(
        "attribute",
        "duplicate",
        GOOD.replace("\"AGEP\":34", "\"AGEP\":34,\"AGEP\":34"),
        DUPLICATE_KEY,
        400);
    value(
        "null-then-value",
        "duplicate",
        GOOD.replace("\"AGEP\":34", "\"AGEP\":null,\"AGEP\":34"),
        DUPLICATE_KEY,
        400);
    value(
        "protected",
        "duplicate",
        GOOD.replace("\"SEX\":2", "\"SEX\":1,\"SEX\":2"),
        DUPLICATE_KEY,
        400);
    value(
        "group",
        "duplicate",
        GOOD.replace("\"tenant\"", "\"group\":null,\"tenant\""),
        DUPLICATE_KEY,
        400);
  }

  private void types() {
    value("truth", "type", attribute("true"), TYPE, 422);
    value("array", "type", attribute("[34]"), TYPE, 422);
    value("object", "type", attribute("{\"value\":34}"), TYPE, 422);
    value("text-for-number", "type", attribute("\"34\""), TYPE, 422);
    value("fraction", "type", attribute("34.5"), TYPE, 422);
    value("null-required", "type", attribute("null"), TYPE, 422);
    value("id-number", "type", GOOD.replace("\"C-1001\"", "1001"), TYPE, 422);
    value("id-null", "type", GOOD.replace("\"C-1001\"", "null"), TYPE, 422, false);
    value("profile-null", "type", GOOD.replace("\"acs-salary\"", "null"), TYPE, 422);
    value(
        "attributes-list",
        "type",
        GOOD.replaceAll("\"attributes\":\\{[^}]*}", "\"attributes\":[]"),
        TYPE,
        422);
    value(
        "protected-text",
        "type",
        GOOD.replaceAll("\"protected\":\\{[^}]*}", "\"protected\":\"2\""),
        TYPE,
        422);
    value("protected-truth", "type", GOOD.replace("\"SEX\":2", "\"SEX\":true"), TYPE, 422);
    value("group-number", "type", GOOD.replace("\"H-2024-7\"", "7"), TYPE, 422);
  }

  private void ranges() {
    value("age-minus-5", "range", attribute("-5"), RANGE, 422);
    value("age-16", "range", attribute("16"), RANGE, 422);
    value("age-100", "range", attribute("100"), RANGE, 422);
    value("hours-0", "range", GOOD.replace("\"WKHP\":40", "\"WKHP\":0"), RANGE, 422);
    value("hours-100", "range", GOOD.replace("\"WKHP\":40", "\"WKHP\":100"), RANGE, 422);
    value("weeks-53", "range", GOOD.replace("\"WKWN\":52", "\"WKWN\":53"), RANGE, 422);
    value(
        "id-300",
        "range",
        GOOD.replace("C-1001", "C".repeat(300)),
        RANGE,
        422,
        true,
        "C".repeat(300));
    value("occupation-5", "category", GOOD.replace("\"OCCP\":4720", "\"OCCP\":5"), RANGE, 422);
    value("class-of-worker-77", "category", GOOD.replace("\"COW\":1", "\"COW\":77"), RANGE, 422);
    value("school-25", "category", GOOD.replace("\"SCHL\":21", "\"SCHL\":25"), RANGE, 422);
    value("sex-99", "category", GOOD.replace("\"SEX\":2", "\"SEX\":99"), RANGE, 422);
    value("race-10", "category", GOOD.replace("\"RAC1P\":1", "\"RAC1P\":10"), RANGE, 422);
    value("purpose", "category", GOOD.replace("\"decision\"", "\"test\""), RANGE, 422);
    value("profile-unknown", "category", GOOD.replace("acs-salary", "no-such"), MODEL_MISSING, 422);
    value(
        "sql",
        "injection",
        GOOD.replace("\"decision\"", "\"'; DROP TABLE entry; --\""),
        RANGE,
        422);
    value(
        "html",
        "injection",
        GOOD.replace("\"AGEP\":", "\"<script>alert(1)</script>\":"),
        SCHEMA,
        422);
    value(
        "template",
        "injection",
        GOOD.replace("\"tenant\"", "\"${jndi:ldap://x}\":1,\"tenant\""),
        SCHEMA,
        422);
  }

  private void fields() {
    value("profile", "missing", GOOD.replace("\"profile\":\"acs-salary\",", ""), SCHEMA, 422);
    value("attributes", "missing", GOOD.replaceAll("\"attributes\":\\{[^}]*},", ""), SCHEMA, 422);
    value("age", "missing", GOOD.replace("\"AGEP\":34,", ""), SCHEMA, 422);
    value(
        "all-attributes",
        "missing",
        GOOD.replaceAll("\"attributes\":\\{[^}]*}", "\"attributes\":{}"),
        SCHEMA,
        422);
    value("id-empty", "missing", GOOD.replace("C-1001", ""), SCHEMA, 422, false);
    value("id", "missing", GOOD.replace("\"id\":\"C-1001\",", ""), SCHEMA, 422, false);
    value("top", "extra", GOOD.replace("{\"id\"", "{\"name\":\"x\",\"id\""), SCHEMA, 422);
    value("misspelt", "extra", GOOD.replace("\"protected\"", "\"protectd\""), SCHEMA, 422);
    value("attribute", "extra", GOOD.replace("\"AGEP\"", "\"SEX\":1,\"AGEP\""), SCHEMA, 422);
    value("protected", "extra", GOOD.replace("\"SEX\":2", "\"SEX\":2,\"DIS\":1"), SCHEMA, 422);
    value(
        "provenance",
        "extra",
        GOOD.replace("\"tenant\"", "\"email\":null,\"tenant\""),
        SCHEMA,
        422);
  }

  private void versions() {
    headers(
        "type-v2",
        "version",
        UNKNOWN_SCHEMA_VERSION,
        422,
        "ce_type",
        "dev.probity.candidate.received.v2");
    headers(
        "schema-v2",
        "version",
        UNKNOWN_SCHEMA_VERSION,
        422,
        "ce_dataschema",
        "urn:probity:schema:candidate:v2");
    headers("specversion-2", "version", UNKNOWN_SCHEMA_VERSION, 422, "ce_specversion", "2.0");
    headers("other-type", "version", SCHEMA, 400, "ce_type", "dev.probity.prediction.scored.v1");
    headers("not-a-time", "timestamp", TYPE, 422, "ce_time", "yesterday");
    headers("no-offset", "timestamp", TYPE, 422, "ce_time", "2026-01-01T00:00:00.000");
    headers("month-13", "timestamp", TYPE, 422, "ce_time", "2026-13-01T00:00:00.000Z");
    headers("long-ago", "timestamp", CLOCK_SKEW, 422, "ce_time", "1999-01-01T00:00:00.000Z");
    headers("far-ahead", "timestamp", CLOCK_SKEW, 422, "ce_time", "2999-01-01T00:00:00.000Z");
  }

  private void envelopes() {
    headers("no-id", "headers", SCHEMA, 400, "ce_id", null);
    headers("empty-id", "headers", SCHEMA, 400, "ce_id", "");
    headers("forged-subject", "headers", SCHEMA, 400, "ce_subject", "C-9");
    headers("forged-type", "headers", SCHEMA, 400, "probity-event-type", "model.promoted");
    headers("forged-purpose", "headers", SCHEMA, 400, "probity-purpose", "history");
    headers("forged-history", "headers", SCHEMA, 400, "probity-event-type", "candidate.history");
    headers(
        "bare-withdrawal", "headers", SCHEMA, 400, "ce_type", "dev.probity.candidate.withdrawn.v1");
    List<RecordHeader> bare = List.of(header("probity-event-type", "candidate.withdrawn"));
    add("bare-forged", "headers", KEY, Bytes.utf8(GOOD), bare, SCHEMA, 400, false);
    headers("other-key", "headers", SCHEMA, 400, "ce_partitionkey", "C-9");
    headers("large", "headers", TOO_LARGE, 413, "ce_x", "x".repeat(5000));
    headers("media-type", "headers", SCHEMA, 400, "content-type", "application/xml");
    headers("avro-event", "headers", SCHEMA, 400, "content-type", "application/cloudevents+avro");
    List<RecordHeader> twice = new ArrayList<>(cloudEvent());
    twice.add(header("ce_id", "e-2"));
    add("id-twice", "headers", KEY, Bytes.utf8(GOOD), twice, SCHEMA, 400, false);
    List<RecordHeader> latin = new ArrayList<>(cloudEvent());
    latin.add(new RecordHeader("ce_x", Bytes.copyOf(new byte[] {(byte) 0xE4})));
    add("latin-1", "headers", KEY, Bytes.utf8(GOOD), latin, SCHEMA, 400, false);
    List<RecordHeader> many = new ArrayList<>(cloudEvent());
    for (int i = 0; i < 70; i++) {
      many.add(header("x-" + i, "1"));
    }
    add("many", "headers", KEY, Bytes.utf8(GOOD), many, TOO_LARGE, 413, false);
    structured(
        "no-data",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"/hr\",\"type\":\"dev.probity.candidate.received.v1\"}",
        SCHEMA);
    structured("not-an-event", "[]", TYPE);
  }

  private void keys() {
    add("null", "key", null, Bytes.utf8(GOOD), List.of(), MISSING_KEY, 400, false);
    add("empty", "key", "", Bytes.utf8(GOOD), List.of(), MISSING_KEY, 400, false);
    add("other", "key", "C-9", Bytes.utf8(GOOD), List.of(), SCHEMA, 422, false);
    add("latin-1", "key", "\u00E4", Bytes.utf8(GOOD), List.of(), BAD_UTF8, 400, false);
    add("control", "key", "C\n1", Bytes.utf8(GOOD), List.of(), SCHEMA, 400, false);
    add("bare", "tombstone", KEY, null, List.of(), SCHEMA, 400, false);
    add("with-headers", "tombstone", KEY, null, cloudEvent(), SCHEMA, 400, false);
  }

  private void utf8(String id, int... bad) {
    byte[] text = requisition(new String(toBytes(bad), ISO_8859_1)).getBytes(ISO_8859_1);
    bytes(id, "utf-8", Bytes.copyOf(text), BAD_UTF8, 400);
  }

  private static String attribute(String json) {
    return GOOD.replace("\"AGEP\":34", "\"AGEP\":" + json);
  }

  private static String requisition(String text) {
    return GOOD.replace("\"requisition\":null", "\"requisition\":\"" + text + "\"");
  }

  private static Bytes prepend(String text, int... first) {
    byte[] prefix = toBytes(first);
    byte[] rest = text.getBytes(UTF_8);
    byte[] all = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, all, prefix.length, rest.length);
    return Bytes.copyOf(all);
  }

  private static byte[] toBytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static RecordHeader header(String name, String value) {
    return new RecordHeader(name, Bytes.utf8(value));
  }

  static List<RecordHeader> cloudEvent() {
    return List.of(
        header("ce_specversion", "1.0"),
        header("ce_id", "e-1"),
        header("ce_source", "/hr"),
        header("ce_type", "dev.probity.candidate.received.v1"),
        header("content-type", "application/json"));
  }

  private void headers(
      String id, String family, ReasonCode code, int status, String name, String value) {
    List<RecordHeader> headers = new ArrayList<>(cloudEvent());
    headers.removeIf(header -> header.name().equals(name));
    if (value != null) {
      headers.add(header(name, value));
    }
    boolean ownHeader = name.startsWith("probity-") || name.equals("ce_partitionkey");
    boolean media = name.equals("content-type"); // HTTP answers 415 to these by itself
    add(id, family, KEY, Bytes.utf8(GOOD), headers, code, status, !ownHeader && !media);
  }

  private void structured(String id, String event, ReasonCode code) {
    List<RecordHeader> headers = List.of(header("content-type", "application/cloudevents+json"));
    int status = code == SCHEMA ? 400 : 422;
    add("structured-" + id, "headers", KEY, Bytes.utf8(event), headers, code, status, true);
  }

  private void value(String id, String family, String value, ReasonCode code, int status) {
    value(id, family, value, code, status, true);
  }

  private void value(
      String id, String family, String value, ReasonCode code, int status, boolean overHttp) {
    value(id, family, value, code, status, overHttp, KEY);
  }

  private void value(
      String id,
      String family,
      String value,
      ReasonCode code,
      int status,
      boolean overHttp,
      String key) {
    if (value.equals(GOOD)) {
      throw new AssertionError("case " + id + " changes nothing");
    }
    add(id, family, key, Bytes.utf8(value), List.of(), code, status, overHttp);
  }

  private void bytes(String id, String family, Bytes value, ReasonCode code, int status) {
    add(id, family, KEY, value, List.of(), code, status, true);
  }

  private void add(
      String id,
      String family,
      String key,
      Bytes value,
      List<RecordHeader> headers,
      ReasonCode code,
      int status,
      boolean overHttp) {
    Bytes keyBytes = key == null ? null : Bytes.copyOf(key.getBytes(ISO_8859_1));
    cases.add(
        new MalformedCandidate(
            family + "-" + id, family, keyBytes, value, headers, code, status, overHttp));
  }
}
