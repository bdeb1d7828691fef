// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.Json.ObjectValue;
import dev.probity.model.monitor.MonitorMode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of an evaluation from JSON; strict: an unknown key is refused. */
public final class EvaluationConfigReader {
  private static final Set<String> KEYS =
      Set.of(
          "probability",
          "prediction",
          "target",
          "timestamp",
          "continuous",
          "categorical",
          "chunk",
          "mode",
          "metrics",
          "incomplete",
          "normalize",
          "business_value",
          "thresholds",
          "calibrator",
          "exact",
          "protected");
  private static final String CONFUSION = "confusion_matrix";

  private final ObjectValue json;

  private EvaluationConfigReader(ObjectValue json) {
    this.json = json;
  }

  /**
   * Reads a configuration.
   *
   * @param bytes JSON in UTF-8
   * @return the configuration
   * @throws IllegalArgumentException saying which key is wrong and what was expected
   */
  public static EvaluationConfig read(byte[] bytes) {
    try {
      return new EvaluationConfigReader(Json.parseObject(bytes)).config();
    } catch (ModelRefusedException wrong) {
      throw new IllegalArgumentException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private EvaluationConfig config() {
    requireKeys(json, KEYS, "the configuration");
    MonitorMode mode =
        switch (text("mode", "probity")) {
          case "compat", "nannyml-0.13.1" -> MonitorMode.COMPAT;
          case "probity" -> MonitorMode.PROBITY;
          default -> throw wrong("mode", "\"compat\" or \"probity\"");
        };
    BusinessValue value = json.find("business_value") == null ? null : businessValue();
    Normalize normalize = normalize(mode);
    List<String> metrics = metrics(value != null);
    return new EvaluationConfig(
        columns(),
        json.find("chunk") == null ? ChunkPolicy.DEFAULT : chunk(json.object("chunk")),
        switch (text("incomplete", "keep")) {
          case "keep" -> ChunkPolicy.Rest.KEEP;
          case "append" -> ChunkPolicy.Rest.APPEND;
          case "drop" -> ChunkPolicy.Rest.DROP;
          default -> throw wrong("incomplete", "\"keep\", \"append\" or \"drop\"");
        },
        mode,
        metrics,
        normalize.cells(),
        normalize.perPrediction(),
        value,
        thresholds(),
        calibrated(),
        json.find("exact") != null && json.bool("exact"));
  }

  private EvaluationConfig.Columns columns() {
    Map<String, String> privileged = new LinkedHashMap<>();
    if (json.find("protected") != null) {
      ObjectValue object = json.object("protected");
      object.members().keySet().forEach(name -> privileged.put(name, object.text(name)));
    }
    return new EvaluationConfig.Columns(
        json.text("probability"),
        json.text("prediction"),
        json.text("target"),
        json.find("timestamp") == null ? null : json.text("timestamp"),
        json.find("continuous") == null ? List.of() : json.texts("continuous"),
        json.find("categorical") == null ? List.of() : json.texts("categorical"),
        privileged);
  }

  private boolean calibrated() {
    return switch (text("calibrator", "auto")) {
      case "auto" -> true;
      case "none" -> false;
      default -> throw wrong("calibrator", "\"auto\" or \"none\"");
    };
  }

  private static ChunkPolicy chunk(ObjectValue chunk) {
    requireKeys(chunk, Set.of("size", "number", "period"), "chunk");
    if (chunk.members().size() != 1) {
      throw wrong("chunk", "one of size, number and period");
    }
    if (chunk.find("size") != null) {
      return new ChunkPolicy.Size(rows(chunk, "size"));
    }
    if (chunk.find("number") != null) {
      return new ChunkPolicy.Count(rows(chunk, "number"));
    }
    try {
      return new ChunkPolicy.Calendar(
          ChunkPolicy.Unit.valueOf(chunk.text("period").toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      throw wrong("chunk.period", "one of H, D, W, M, Q and Y");
    }
  }

  private static int rows(ObjectValue chunk, String key) {
    long found = chunk.whole(key);
    if (found < 1 || found > Integer.MAX_VALUE) {
      throw wrong("chunk." + key, "a whole number from 1 to " + Integer.MAX_VALUE);
    }
    return (int) found;
  }

  private record Normalize(CellNorm cells, boolean perPrediction) {}

  /** One word for what it fits, or an object with one for each. */
  private Normalize normalize(MonitorMode mode) {
    CellNorm usual = mode == MonitorMode.COMPAT ? CellNorm.NONE : CellNorm.ALL;
    Json found = json.find("normalize");
    if (found == null) {
      return new Normalize(json.members().containsKey("normalize") ? CellNorm.NONE : usual, false);
    }
    if (found instanceof ObjectValue object) {
      requireKeys(object, Set.of(CONFUSION, "business_value"), "normalize");
      return new Normalize(
          object.find(CONFUSION) == null ? usual : cells(object.text(CONFUSION)),
          object.find("business_value") != null && perPrediction(object.text("business_value")));
    }
    String word = json.text("normalize");
    return word.equals("per_prediction")
        ? new Normalize(usual, true)
        : new Normalize(cells(word), false);
  }

  private static boolean perPrediction(String word) {
    return switch (word) {
      case "per_prediction" -> true;
      case "none" -> false;
      default -> throw wrong("normalize.business_value", "\"per_prediction\" or \"none\"");
    };
  }

  private static CellNorm cells(String word) {
    return switch (word) {
      case "none" -> CellNorm.NONE;
      case "all" -> CellNorm.ALL;
      case "true" -> CellNorm.TRUE;
      case "pred" -> CellNorm.PRED;
      default ->
          throw wrong("normalize", "\"none\", \"all\", \"true\", \"pred\" or \"per_prediction\"");
    };
  }

  private BusinessValue businessValue() {
    List<Json> rows = json.array("business_value");
    double[] cells = new double[4];
    int filled = 0;
    for (Json row : rows) {
      List<Json> values = row instanceof Json.ArrayValue array ? array.values() : List.of();
      if (rows.size() != 2 || values.size() != 2) {
        throw wrong("business_value", "[[TN, FP], [FN, TP]]");
      }
      for (Json value : values) {
        if (!(value instanceof Json.NumberValue number)) {
          throw wrong("business_value", "four numbers");
        }
        cells[filled++] = number.asDouble();
      }
    }
    if (filled != 4) {
      throw wrong("business_value", "[[TN, FP], [FN, TP]]");
    }
    return new BusinessValue(cells[0], cells[1], cells[2], cells[3]);
  }

  private List<String> metrics(boolean valued) {
    if (json.find("metrics") == null) {
      return Figure.names(valued);
    }
    Set<String> names = new LinkedHashSet<>();
    for (String name : json.texts("metrics")) {
      if (name.equals(CONFUSION)) {
        names.addAll(Figure.cells());
      } else if (Figure.names(valued).contains(name)) {
        names.add(name);
      } else if (Figure.names(true).contains(name)) {
        throw wrong("metrics", "a matrix business_value where it names that metric");
      } else {
        throw wrong("metrics", "names among " + String.join(", ", Figure.names(true)));
      }
    }
    return List.copyOf(names);
  }

  private Map<String, ThresholdRule> thresholds() {
    Map<String, ThresholdRule> rules = new LinkedHashMap<>();
    if (json.find("thresholds") == null) {
      return rules;
    }
    ObjectValue object = json.object("thresholds");
    Set<String> known = SeriesNames.all();
    for (String name : object.members().keySet()) {
      if (!known.contains(name) && !name.equals(CONFUSION)) {
        throw wrong("thresholds." + name, "a name among " + String.join(", ", known));
      }
      ThresholdRule rule = rule(name, object.object(name));
      if (name.equals(CONFUSION)) {
        Figure.cells().forEach(cell -> rules.put(cell, rule));
      } else {
        rules.put(name, rule);
      }
    }
    return rules;
  }

  private static ThresholdRule rule(String name, ObjectValue rule) {
    String where = "thresholds." + name;
    String lower = "std_lower_multiplier";
    String upper = "std_upper_multiplier";
    requireKeys(rule, Set.of("type", "lower", "upper", lower, upper), where);
    boolean spread = rule.members().containsKey(lower) || rule.members().containsKey(upper);
    String type = rule.find("type") == null ? "" : rule.text("type");
    boolean fits =
        switch (type) {
          case "" -> true;
          case "constant" -> !spread;
          case "standard_deviation" ->
              !rule.members().containsKey("lower") && !rule.members().containsKey("upper");
          default -> false;
        };
    if (!fits) {
      throw wrong(
          where, "type constant with lower, upper, or standard_deviation with its multipliers");
    }
    return spread || type.equals("standard_deviation")
        ? new ThresholdRule.Deviations(multiplier(rule, lower), multiplier(rule, upper))
        : new ThresholdRule.Fixed(limit(rule, "lower"), limit(rule, "upper"));
  }

  private static double multiplier(ObjectValue rule, String key) {
    return rule.members().containsKey(key) ? limit(rule, key) : 3;
  }

  private static double limit(ObjectValue rule, String key) {
    return rule.find(key) == null ? Double.NaN : rule.number(key);
  }

  private String text(String key, String usual) {
    return json.find(key) == null ? usual : json.text(key);
  }

  private static void requireKeys(ObjectValue object, Set<String> known, @Nullable String where) {
    Set<String> unknown = new TreeSet<>(object.members().keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has unknown keys %s\nMaybe one is misspelt; known are %s"
              .formatted(where, unknown, new TreeSet<>(known)));
    }
  }

  private static IllegalArgumentException wrong(String key, String expected) {
    return new IllegalArgumentException("%s: expected %s".formatted(key, expected));
  }
}
