// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static dev.probity.topics.record.ReasonCode.BAD_UTF8;
import static dev.probity.topics.record.ReasonCode.CLOCK_SKEW;
import static dev.probity.topics.record.ReasonCode.DUPLICATE_KEY;
import static dev.probity.topics.record.ReasonCode.MISSING_KEY;
import static dev.probity.topics.record.ReasonCode.NAN;
import static dev.probity.topics.record.ReasonCode.RANGE;
import static dev.probity.topics.record.ReasonCode.SCHEMA;
import static dev.probity.topics.record.ReasonCode.TOO_DEEP;
import static dev.probity.topics.record.ReasonCode.TOO_LARGE;
import static dev.probity.topics.record.ReasonCode.TYPE;
import static dev.probity.topics.record.ReasonCode.UNKNOWN_SCHEMA_VERSION;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wide part of the corpus: every kind of fault at many fields, each field hit by a kind in one
 * way once. A case is named {@code way-at-field}.
 */
final class MalformedVariations {
  private static final List<String> NUMERIC = List.of("AGEP", "WKHP", "WKWN");
  private static final List<String> CODED =
      List.of("CIT", "COW", "INDP", "OCCP", "HICOV", "SCHL", "SEX", "RAC1P");

  /** All features but AGEP, which the hand-made part of the corpus hits. */
  private static final List<String> OTHERS =
      List.of("CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "SCHL");

  private static final List<String> OBJECTS = List.of("attributes", "protected", "provenance");
  private static final List<String> TEXTS = List.of("group", "requisition", "tenant", "purpose");
  private static final List<String> NAMES =
      List.of(
          "id",
          "purpose",
          "profile",
          "attributes",
          "CIT",
          "COW",
          "INDP",
          "OCCP",
          "HICOV",
          "WKWN",
          "WKHP",
          "AGEP",
          "SCHL",
          "protected",
          "SEX",
          "RAC1P",
          "provenance",
          "group",
          "requisition",
          "tenant");

  private static final String KEY = "C-1001";
  private static final String GOOD = new String(MalformedCandidates.good(), UTF_8);

  private final List<MalformedCandidate> cases = new ArrayList<>();

  private MalformedVariations() {}

  static List<MalformedCandidate> all() {
    MalformedVariations all = new MalformedVariations();
    all.documents();
    all.sizes();
    all.numbers();
    all.texts();
    all.values();
    all.injections();
    all.fields();
    all.versions();
    all.times();
    all.envelopes();
    all.keys();
    all.tombstones();
    return all.cases;
  }

  private void documents() {
    for (String name : NAMES) {
      String cut = GOOD.substring(0, GOOD.indexOf("\"" + name + "\":") + name.length() + 3);
      value("truncated", "colon", name, cut, SCHEMA, 400);
    }
    Map<String, String> formats = new LinkedHashMap<>();
    formats.put("yaml", "id: C-1001");
    formats.put("csv", "C-1001,1,1,4971,4720,1,52,40,34,21");
    formats.put("form", "id=C-1001&profile=acs-salary");
    formats.put("avro-file", "Obj\u0001avro.schema");
    formats.put("parquet", "PAR1\u0015\u0004");
    formats.put("zip", "PK\u0003\u0004");
    formats.put("bzip2", "BZh91AY&SY");
    formats.put("pdf", "%PDF-1.7");
    formats.put("java", "\u00AC\u00ED\u0000\u0005sr");
    formats.put("message-pack", "\u0086\u00A2id\u00A6C-1001");
    formats.put("hash-comment", "# a candidate " + GOOD);
    formats.put("bare-names", GOOD.replace("\"AGEP\"", "AGEP"));
    formats.put("python-none", GOOD.replace("\"tenant\":null", "\"tenant\":None"));
    formats.put("undefined", GOOD.replace("\"requisition\":null", "\"requisition\":undefined"));
    formats.put("equals-sign", GOOD.replace("\"AGEP\":", "\"AGEP\"="));
    formats.put("semicolon", GOOD.replace(",\"SCHL\"", ";\"SCHL\""));
    formats.put("line-comment", GOOD.replace("{\"id\"", "{//\"id\""));
    formats.forEach(
        (way, text) ->
            add("not-json", way, "document", KEY, latin(text), List.of(), SCHEMA, 400, true));
  }

  private void sizes() {
    for (String name : OTHERS) {
      value("deep", "arrays", name, at(name, "[".repeat(40) + "]".repeat(40)), TOO_DEEP, 400);
      value("deep", "objects", name, at(name, "{\"a\":".repeat(35)), TOO_DEEP, 400);
      value("huge", "text", name, at(name, "\"" + "x".repeat(1025) + "\""), TOO_LARGE, 413);
      value("huge", "name", name, renamed(name, name.repeat(300)), TOO_LARGE, 413);
    }
    for (String name : TEXTS) {
      value("deep", "arrays", name, at(name, "[".repeat(33)), TOO_DEEP, 400);
      value("huge", "text", name, at(name, "\"" + "x".repeat(2000) + "\""), TOO_LARGE, 413);
    }
    for (String name : OBJECTS) {
      value("huge", "blanks", name, at(name, " ".repeat(65_537) + "{}"), TOO_LARGE, 413);
    }
    String entries = numbered(10_000);
    for (String name : NAMES.subList(4, 13)) {
      value("bomb", "wide-array", name, at(name, "[" + "1,".repeat(40_000) + "1]"), TOO_LARGE, 413);
      value("bomb", "wide-object", name, at(name, "{" + entries + "}"), TOO_LARGE, 413);
    }
    for (String name : OBJECTS) {
      value("bomb", "wide-array", name, at(name, "[" + "0,".repeat(40_000) + "0]"), TOO_LARGE, 413);
    }
    value(
        "bomb", "entries", "protected", at("protected", "{" + numbered(513) + "}"), TOO_LARGE, 413);
  }

  private void numbers() {
    for (String name : OTHERS) {
      value("nan", "nan", name, at(name, "NaN"), NAN, 400);
      value("nan", "1e400", name, at(name, "1e400"), NAN, 400);
      value("overflow", "2-to-53", name, at(name, "9007199254740992"), RANGE, 422);
      value("overflow", "10-to-30", name, at(name, "1" + "0".repeat(30)), RANGE, 422);
    }
    for (String name : List.of("SEX", "RAC1P")) {
      value("nan", "minus-infinity", name, at(name, "-Infinity"), NAN, 400);
      value("overflow", "33-digits", name, at(name, "1".repeat(33)), TOO_LARGE, 400);
    }
    value("nan", "nan", "RAC1P", at("RAC1P", "NaN"), NAN, 400);
  }

  private void texts() {
    for (String name : List.of("group", "tenant")) {
      raw("stray-byte", name, 0xFF);
      raw("cut-sequence", name, 0xE2, 0x82);
      raw("overlong", name, 0xE0, 0x80, 0x80);
      value("utf-8", "lone-high", name, at(name, "\"\\udbff\""), BAD_UTF8, 400);
    }
    raw("stray-byte", "purpose", 0xFE);
    String name = renamed("AGEP", "AG\u0080EP");
    add("utf-8", "continuation", "AGEP", KEY, latin(name), List.of(), BAD_UTF8, 400, true);
    value("utf-8", "escaped-nul", "SCHL", renamed("SCHL", "SCHL\\u0000"), BAD_UTF8, 400);
    for (String again : OTHERS) {
      value("duplicate", "same", again, twice(again, "1"), DUPLICATE_KEY, 400);
    }
    value("duplicate", "same", "RAC1P", twice("RAC1P", "1"), DUPLICATE_KEY, 400);
    value("duplicate", "same", "purpose", twice("purpose", "\"decision\""), DUPLICATE_KEY, 400);
    value("duplicate", "same", "profile", twice("profile", "\"acs-salary\""), DUPLICATE_KEY, 400);
    for (String object : OBJECTS) {
      value("duplicate", "empty-before", object, twice(object, "{}"), DUPLICATE_KEY, 400);
    }
    value("duplicate", "null-before", "tenant", twice("tenant", "null"), DUPLICATE_KEY, 400);
  }

  private void values() {
    for (String name : OTHERS) {
      value("type", "text", name, at(name, "\"1\""), TYPE, 422);
      value("type", "truth", name, at(name, "false"), TYPE, 422);
      value("type", "fraction", name, at(name, "1.5"), TYPE, 422);
      value("type", "null", name, at(name, "null"), TYPE, 422);
    }
    for (String name : NUMERIC) {
      value("range", "minus-one", name, at(name, "-1"), RANGE, 422);
      value("range", "minus-thousand", name, at(name, "-1000"), RANGE, 422);
      value("range", "hundred-and-one", name, at(name, "101"), RANGE, 422);
      value("range", "million", name, at(name, "1000000"), RANGE, 422);
      value("range", "largest-exact", name, at(name, "9007199254740991"), RANGE, 422);
    }
    for (String name : CODED) {
      value("category", "minus-one", name, at(name, "-1"), RANGE, 422);
      value("category", "no-such-code", name, at(name, "12345678"), RANGE, 422);
    }
  }

  private void injections() {
    Map<String, String> attacks = new LinkedHashMap<>();
    attacks.put("csv", "=HYPERLINK(1)");
    attacks.put("path", "../../etc/passwd");
    attacks.put("shell", "$(reboot)");
    attacks.put("ldap", "*)(uid=*");
    attacks.put("log", "x\\r\\n2026 ERROR forged");
    attacks.put("format", "%n%n%s");
    attacks.forEach(
        (way, attack) -> {
          value("injection", way, "purpose", at("purpose", "\"" + attack + "\""), RANGE, 422);
          value("injection", way, "AGEP", renamed("AGEP", attack), SCHEMA, 422);
          value("injection", way, "tenant", renamed("tenant", attack), SCHEMA, 422);
        });
  }

  private void fields() {
    for (String name : OTHERS) {
      value("missing", "left-out", name, without(name), SCHEMA, 422);
      value("missing", "alone", name, at("attributes", "{\"" + name + "\":1}"), SCHEMA, 422);
    }
    List<String> strangers = List.of("", "__proto__", "$schema", "Id", "e-mail");
    for (String object : OBJECTS) {
      for (String name : strangers) {
        String first = "\"" + object + "\":{";
        String more = GOOD.replace(first, first + "\"" + name + "\":1,");
        value("extra", "name" + strangers.indexOf(name), object, more, SCHEMA, 422);
      }
    }
    value("extra", "other-case", "top", GOOD.replace("{\"id\"", "{\"ID\":1,\"id\""), SCHEMA, 422);
  }

  private void versions() {
    String received = "dev.probity.candidate.received.v";
    for (String version : List.of("0", "3", "10", "9999")) {
      header("version", "v" + version, "ce_type", UNKNOWN_SCHEMA_VERSION, received + version);
    }
    String withdrawn = "dev.probity.candidate.withdrawn.v2";
    header("version", "withdrawn-v2", "ce_type", UNKNOWN_SCHEMA_VERSION, withdrawn);
    for (String version : List.of("0.1", "0.3", "1", "1.0.0", "1.1", "v1.0")) {
      header("version", version, "ce_specversion", UNKNOWN_SCHEMA_VERSION, version);
    }
    for (String name : List.of("candidate:v0", "candidate:v3", "candidate:v10", "outcome:v1")) {
      String schema = "urn:probity:schema:" + name;
      header("version", name, "ce_dataschema", UNKNOWN_SCHEMA_VERSION, schema);
    }
    String address = "https://example.org/candidate";
    header("version", "address", "ce_dataschema", UNKNOWN_SCHEMA_VERSION, address);
  }

  private void times() {
    List<String> none =
        List.of(
            "2026-01-01",
            "2026-01-01 00:00:00Z",
            "2026-01-01t00:00:00z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z",
            "2026-01-32T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-01-01T00:00:00+25:00",
            "1767225600",
            "26-01-01T00:00:00Z",
            "2026-W01-1T00:00:00Z",
            "Thu, 01 Jan 2026 00:00:00 GMT",
            "2026-01-01T00:00:00Z now");
    for (int i = 0; i < none.size(); i++) {
      header("timestamp", "form" + i, "ce_time", TYPE, none.get(i));
    }
    header("timestamp", "1970", "ce_time", CLOCK_SKEW, "1970-01-01T00:00:00Z");
    header("timestamp", "9999", "ce_time", CLOCK_SKEW, "9999-12-31T23:59:59Z");
  }

  private void envelopes() {
    for (String name : List.of("ce_source", "ce_type", "ce_specversion")) {
      header("headers", "absent", name, SCHEMA, null);
      header("headers", "empty", name, SCHEMA, "");
    }
    header("headers", "too-long", "ce_source", SCHEMA, "/" + "s".repeat(1100));
    header("headers", "other-topic", "ce_type", SCHEMA, "dev.probity.outcome.observed.v1");
  }

  private void keys() {
    Map<String, String> other = new LinkedHashMap<>();
    other.put("lower-case", "c-1001");
    other.put("blank-after", KEY + " ");
    other.put("prefix", "C-100");
    other.put("json", "{\"id\":1}");
    other.put("quoted", "\"" + KEY + "\"");
    other.forEach((way, key) -> add("key", way, "id", key, good(), List.of(), SCHEMA, 422, false));
    Map<String, String> controls =
        Map.of("tab", "C\t1", "nul", "C\u00001", "carriage-return", "C\r1", "escape", "\u001B[1m");
    controls.forEach(
        (way, key) -> add("key", way, "text", key, good(), List.of(), SCHEMA, 400, false));
    Map<String, String> broken =
        Map.of("lone-byte", "\u00FF", "cut", "C\u00E2\u0082", "overlong", "\u00C0\u0080");
    broken.forEach(
        (way, key) -> add("key", way, "bytes", key, good(), List.of(), BAD_UTF8, 400, false));
    for (String name : List.of("CIT", "SCHL", "tenant")) {
      add("key", "null", name, null, changed(name), List.of(), MISSING_KEY, 400, false);
    }
    add("key", "null", "event", null, good(), cloudEvent(), MISSING_KEY, 400, false);
    add("key", "empty", "event", "", good(), cloudEvent(), MISSING_KEY, 400, false);
  }

  private void tombstones() {
    List<RecordHeader> full = cloudEvent();
    for (RecordHeader one : full) {
      List<RecordHeader> rest = new ArrayList<>(full);
      rest.remove(one);
      tombstone("without", one.name(), rest);
    }
    Map<String, String> more = new LinkedHashMap<>();
    more.put("ce_time", "2026-01-01T00:00:00.000Z");
    more.put("ce_subject", KEY);
    more.put("ce_dataschema", "urn:probity:schema:candidate:v1");
    more.put("ce_traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    more.put("ce_profile", "acs-salary");
    more.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    more.put("tracestate", "hr=1");
    more.put("probity-purpose", "decision");
    more.put("probity-event-type", "candidate.received");
    more.put("x-hr", "1");
    more.forEach(
        (name, text) -> {
          List<RecordHeader> with = new ArrayList<>(full);
          with.add(new RecordHeader(name, Bytes.utf8(text)));
          tombstone("with", name, with);
        });
    for (String type : List.of("application/json", "application/cloudevents+json")) {
      tombstone("alone", type, List.of(new RecordHeader("content-type", Bytes.utf8(type))));
    }
    tombstone("alone", "x-hr", List.of(new RecordHeader("x-hr", Bytes.utf8("1"))));
  }

  private void tombstone(String way, String field, List<RecordHeader> headers) {
    add("tombstone", way, field, KEY, null, headers, SCHEMA, 400, false);
  }

  // --- how a good record is spoilt -------------------------------------------------------------

  private static final String SIMPLE = "(\\{[^{}]*}|\"[^\"]*\"|[^,{}]+)";

  /** The good record with another value of a field. */
  private static String at(String name, String json) {
    String changed =
        Pattern.compile("(\"" + name + "\":)" + SIMPLE)
            .matcher(GOOD)
            .replaceFirst("$1" + Matcher.quoteReplacement(json));
    return changed;
  }

  private static String renamed(String name, String to) {
    return GOOD.replace("\"" + name + "\":", "\"" + to + "\":");
  }

  /** The field twice, the first time with the value given. */
  private static String twice(String name, String json) {
    return GOOD.replace("\"" + name + "\":", "\"" + name + "\":" + json + ",\"" + name + "\":");
  }

  private static String without(String name) {
    return Pattern.compile("\"" + name + "\":[^,{}]+,?")
        .matcher(GOOD)
        .replaceFirst("")
        .replace(",}", "}");
  }

  private static String numbered(int entries) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < entries; i++) {
      all.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":1");
    }
    return all.toString();
  }

  private static Bytes good() {
    return Bytes.utf8(GOOD);
  }

  /** A good record, but not the usual one. */
  private static Bytes changed(String name) {
    return Bytes.utf8(at(name, name.equals("tenant") ? "\"T-1\"" : "2"));
  }

  /** Each character is a byte. */
  private static Bytes latin(String text) {
    return Bytes.copyOf(text.getBytes(ISO_8859_1));
  }

  private static List<RecordHeader> cloudEvent() {
    return MalformedCandidates.cloudEvent();
  }

  private void raw(String way, String name, int... bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (int next : bytes) {
      text.append((char) next);
    }
    Bytes value = latin(at(name, text.append('"').toString()));
    add("utf-8", way, name, KEY, value, List.of(), BAD_UTF8, 400, true);
  }

  private void header(String family, String way, String name, ReasonCode code, String text) {
    List<RecordHeader> headers = new ArrayList<>(cloudEvent());
    headers.removeIf(header -> header.name().equals(name));
    if (text != null) {
      headers.add(new RecordHeader(name, Bytes.utf8(text)));
    }
    int status = code == SCHEMA ? 400 : 422;
    add(family, way, name, KEY, good(), headers, code, status, true);
  }

  private void value(
      String family, String way, String field, String json, ReasonCode code, int status) {
    if (json.equals(GOOD)) {
      throw new AssertionError("case " + family + "-" + way + " at " + field + " changes nothing");
    }
    add(family, way, field, KEY, Bytes.utf8(json), List.of(), code, status, true);
  }

  private void add(
      String family,
      String way,
      String field,
      String key,
      Bytes value,
      List<RecordHeader> headers,
      ReasonCode code,
      int status,
      boolean overHttp) {
    Bytes bytes = key == null ? null : Bytes.copyOf(key.getBytes(ISO_8859_1));
    String id = family + "-" + way + "-at-" + field;
    cases.add(new MalformedCandidate(id, family, bytes, value, headers, code, status, overHttp));
  }
}
