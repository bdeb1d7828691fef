// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.probity.topics.Ids;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a profile from its JSON bytes. Strict: unknown or repeated fields, wrong types and broken
 * rules are refused, all of them named at once.
 */
public final class ProfileReader {
  /** The format this class reads. */
  public static final String SCHEMA = "probity/profile/v1";

  private static final int MAX_BYTES = 1 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ProfileReader() {}

  /** Reads the profile, or says everything that is wrong with it. */
  public static ProfileParse read(Bytes file) {
    byte[] bytes = file.toArray();
    if (bytes.length > MAX_BYTES) {
      return unreadable("/: " + bytes.length + " bytes, expected at most " + MAX_BYTES);
    }
    try {
      JsonNode root = JSON.readTree(bytes);
      List<String> problems = new ArrayList<>();
      Profile profile = profile(new Fields(root, "", problems), Ids.sha256(bytes));
      return profile == null || !problems.isEmpty()
          ? new ProfileParse.Unreadable(problems)
          : new ProfileParse.Read(profile);
    } catch (JsonProcessingException e) {
      return unreadable("/: not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static ProfileParse unreadable(String problem) {
    return new ProfileParse.Unreadable(List.of(problem));
  }

  private static @Nullable Profile profile(Fields fields, String digest) {
    if (!fields.text("schema").equals(SCHEMA)) {
      fields.problem("schema", "expected " + SCHEMA);
    }
    String name = fields.text("name");
    String title = fields.text("title");
    String description = fields.text("description");
    String source = fields.text("source");
    String licence = fields.text("licence");
    String group = fields.text("groupField");
    List<Feature> features = fields.list("features", ProfileReader::feature);
    List<ProtectedAttribute> attributes =
        fields.list("protected", ProfileReader::protectedAttribute);
    Target target = target(fields.object("target"));
    FairnessPolicy fairness = fairness(fields.object("fairness"));
    PromotionGate gate = gate(fields.object("gate"));
    AlarmTolerances alarms = alarms(fields.object("alarms"));
    if (target == null || fairness == null || gate == null || alarms == null) {
      return null;
    }
    return fields.build(
        () ->
            new Profile(
                name,
                title,
                description,
                source,
                licence,
                group,
                features,
                attributes,
                target,
                fairness,
                gate,
                alarms,
                digest));
  }

  private enum Kind {
    NUMERIC,
    ORDINAL,
    CATEGORICAL
  }

  private enum ValueType {
    INT,
    DOUBLE,
    STRING
  }

  private static @Nullable Feature feature(Fields fields) {
    Supplier<Feature.Facts> facts = facts(fields);
    int before = fields.problemCount();
    Kind kind = fields.choice("kind", List.of(Kind.values()));
    if (fields.problemCount() > before) {
      return null; // What else it must have depends on the kind.
    }
    return switch (kind) {
      case NUMERIC -> {
        boolean whole = type(fields, ValueType.INT, ValueType.DOUBLE) == ValueType.INT;
        List<Double> ends = fields.ends("range");
        yield fields.build(() -> new Feature.Numeric(facts.get(), whole, ends.get(0), ends.get(1)));
      }
      case ORDINAL -> {
        Supplier<CodeBook> codes = codes(fields, type(fields, ValueType.INT));
        yield fields.build(() -> new Feature.Ordinal(facts.get(), codes.get()));
      }
      case CATEGORICAL -> {
        Supplier<CodeBook> codes = codes(fields, type(fields, ValueType.INT, ValueType.STRING));
        UnseenPolicy unseen = fields.choice("unseen", List.of(UnseenPolicy.values()));
        yield fields.build(() -> new Feature.Categorical(facts.get(), codes.get(), unseen));
      }
    };
  }

  private static Supplier<Feature.Facts> facts(Fields fields) {
    String name = fields.text("name");
    String label = fields.text("label");
    String unit = fields.text("unit");
    MissingPolicy missing = fields.choice("missing", List.of(MissingPolicy.values()));
    boolean mutable = fields.flag("mutable");
    ChangeDirection direction = fields.choice("direction", List.of(ChangeDirection.values()));
    String group = fields.text("reasonGroup");
    return () -> new Feature.Facts(name, label, unit, missing, mutable, direction, group);
  }

  private static ValueType type(Fields fields, ValueType... allowed) {
    return fields.choice("type", List.of(allowed));
  }

  /** The codes of the type named; a code of another type or a repeated one is a problem. */
  private static Supplier<CodeBook> codes(Fields fields, ValueType type) {
    Map<AttributeValue, String> labels = new LinkedHashMap<>();
    fields.list(
        "categories",
        item -> {
          AttributeValue code = code(item, "code", type);
          String label = item.text("label");
          if (code != null && labels.putIfAbsent(code, label) != null) {
            item.problem("code", "the same code occurs twice");
          }
          return item.build(() -> label);
        });
    return () -> new CodeBook(labels);
  }

  private static @Nullable AttributeValue code(Fields fields, String name, ValueType type) {
    JsonNode node = fields.get(name);
    return switch (type) {
      case INT, DOUBLE -> {
        if (node != null && node.isInt()) {
          yield AttributeValue.of(node.intValue());
        }
        fields.problem(name, "expected a whole number");
        yield null;
      }
      case STRING -> AttributeValue.of(fields.text(name));
    };
  }

  private static @Nullable ProtectedAttribute protectedAttribute(Fields fields) {
    String name = fields.text("name");
    String label = fields.text("label");
    ValueType type = type(fields, ValueType.INT, ValueType.STRING);
    Supplier<CodeBook> codes = codes(fields, type);
    AttributeValue privileged = code(fields, "privileged", type);
    MissingPolicy missing = fields.choice("missing", List.of(MissingPolicy.values()));
    return privileged == null
        ? null
        : fields.build(() -> new ProtectedAttribute(name, label, codes.get(), privileged, missing));
  }

  private static @Nullable Target target(Fields fields) {
    String source = fields.text("source");
    String label = fields.text("label");
    String unit = fields.text("unit");
    boolean whole = type(fields, ValueType.INT, ValueType.DOUBLE) == ValueType.INT;
    List<Double> range = fields.ends("range");
    List<Double> band = fields.ends("band");
    String inside = fields.text("inside");
    String outside = fields.text("outside");
    String positive = fields.text("positive");
    String favourable = fields.text("favourable");
    return fields.build(
        () ->
            new Target(
                source,
                label,
                unit,
                whole,
                range.get(0),
                range.get(1),
                band.get(0),
                band.get(1),
                inside,
                outside,
                positive,
                favourable));
  }

  private static @Nullable FairnessPolicy fairness(Fields fields) {
    List<Double> impact = fields.ends("impactRatio");
    List<Double> parity = fields.ends("statisticalParityDifference");
    List<Double> opportunity = fields.ends("equalOpportunityDifference");
    List<Double> odds = fields.ends("averageOddsDifference");
    int minGroupRows = fields.whole("minGroupRows");
    double changeTolerance = fields.number("changeTolerance");
    return fields.build(
        () ->
            new FairnessPolicy(
                limits(impact),
                limits(parity),
                limits(opportunity),
                limits(odds),
                minGroupRows,
                changeTolerance));
  }

  private static FairnessPolicy.Limits limits(List<Double> ends) {
    return new FairnessPolicy.Limits(ends.get(0), ends.get(1));
  }

  private static @Nullable PromotionGate gate(Fields fields) {
    double minAuc = fields.number("minAuc");
    double maxBrier = fields.number("maxBrier");
    double maxCalibrationError = fields.number("maxCalibrationError");
    double maxAucLoss = fields.numberOr("maxAucLoss", 1);
    double maxBrierGain = fields.numberOr("maxBrierGain", 1);
    int minRows = fields.wholeOr("minRows", 1);
    List<String> blockOn = fields.textsOrNone("blockOn");
    return fields.build(
        () ->
            new PromotionGate(
                minAuc, maxBrier, maxCalibrationError, maxAucLoss, maxBrierGain, minRows, blockOn));
  }

  private static @Nullable AlarmTolerances alarms(Fields fields) {
    double error = fields.number("error");
    double expectedError = fields.number("expectedError");
    double brier = fields.number("brier");
    double warning = fields.number("calibrationWarning");
    double critical = fields.number("calibrationCritical");
    double groupError = fields.number("groupError");
    double groupCalibration = fields.number("groupCalibration");
    double feature = fields.number("feature");
    double missing = fields.number("missing");
    double unseen = fields.number("unseen");
    double rejectRate = fields.number("rejectRate");
    return fields.build(
        () ->
            new AlarmTolerances(
                error,
                expectedError,
                brier,
                warning,
                critical,
                groupError,
                groupCalibration,
                feature,
                missing,
                unseen,
                rejectRate));
  }
}
