// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encoder: which features, in which order, and how each raw value becomes a float32. It travels
 * inside the model, so training, serving, monitoring and replay cannot differ.
 */
public final class FeatureSpec {
  /** Largest number of features. */
  public static final int LIMIT = 4_096;

  private static final int DENSE_SPAN = 1 << 17;

  private final List<Feature> features;
  private final Map<String, Integer> positions;
  private final Column[] columns;

  /**
   * A specification.
   *
   * @param features in the order of the trees' columns, with distinct names
   */
  public FeatureSpec(List<Feature> features) {
    if (features.isEmpty() || features.size() > LIMIT) {
      throw new IllegalArgumentException("features must be 1 to " + LIMIT);
    }
    this.features = List.copyOf(features);
    this.columns = this.features.stream().map(FeatureSpec::column).toArray(Column[]::new);
    Map<String, Integer> byName = new HashMap<>();
    for (Feature feature : this.features) {
      if (byName.put(feature.name(), byName.size()) != null) {
        throw new IllegalArgumentException("feature " + feature.name() + " occurs twice");
      }
    }
    this.positions = Map.copyOf(byName);
  }

  /** The features in column order. */
  public List<Feature> features() {
    return features;
  }

  /** Number of features = length of a vector. */
  public int size() {
    return columns.length;
  }

  /** Names in column order. */
  public List<String> names() {
    return features.stream().map(Feature::name).toList();
  }

  /** Column of a feature; throws if there is no such feature. */
  public int position(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new IllegalArgumentException("no feature named " + name + ". Maybe one of " + names());
    }
    return position;
  }

  /** Whether there is a feature of that name. */
  public boolean has(String name) {
    return positions.containsKey(name);
  }

  /**
   * Encodes a raw row. Numbers are cast to float32 once, −0 becomes +0; a category becomes its
   * index; absent and unseen values become NaN or refuse the row, as the feature says. Codes 170,
   * 180, 190 encode 180 as 1 and 185 as NaN with {@code unseen}. Ranges are the profile's business
   * and not checked here.
   *
   * @param row raw values by name
   * @param vector receives the encoded values; length {@link #size}
   * @return whether and how it was encoded
   */
  public Encoding encode(RawRow row, float[] vector) {
    if (vector.length != columns.length) {
      throw new IllegalArgumentException(
          "vector has " + vector.length + " places, the specification " + columns.length);
    }
    List<String> unseen = List.of();
    for (int i = 0; i < columns.length; i++) {
      Column column = columns[i];
      Mark mark = column.encode(row, vector, i);
      if (mark == Mark.VALUE) {
        continue;
      }
      if (mark.refuses(features.get(i))) {
        return new Encoding.Refused(features.get(i).name(), mark.cause());
      }
      vector[i] = Float.NaN;
      if (mark == Mark.UNSEEN) {
        unseen = new ArrayList<>(unseen);
        unseen.add(features.get(i).name());
      }
    }
    return unseen.isEmpty() ? Encoding.Encoded.CLEAN : new Encoding.Encoded(unseen);
  }

  /** Whether two specifications encode alike. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FeatureSpec that && features.equals(that.features);
  }

  /** Of the features. */
  @Override
  public int hashCode() {
    return features.hashCode();
  }

  /** Names only. */
  @Override
  public String toString() {
    return "FeatureSpec" + names();
  }

  private enum Mark {
    VALUE(Encoding.Cause.WRONG_TYPE),
    MISSING(Encoding.Cause.MISSING),
    UNSEEN(Encoding.Cause.UNSEEN),
    WRONG_TYPE(Encoding.Cause.WRONG_TYPE),
    NOT_WHOLE(Encoding.Cause.NOT_WHOLE);

    private final Encoding.Cause cause;

    Mark(Encoding.Cause cause) {
      this.cause = cause;
    }

    Encoding.Cause cause() {
      return cause;
    }

    boolean refuses(Feature feature) {
      return switch (this) {
        case VALUE -> false;
        case MISSING -> feature.missing() == Feature.Policy.REFUSE;
        case UNSEEN ->
            feature instanceof Feature.Categorical categorical
                && categorical.unseen() == Feature.Policy.REFUSE;
        case WRONG_TYPE, NOT_WHOLE -> true;
      };
    }
  }

  private sealed interface Column {
    Mark encode(RawRow row, float[] vector, int position);
  }

  private static Column column(Feature feature) {
    return switch (feature) {
      case Feature.Numeric numeric -> new NumberColumn(numeric.name(), numeric.integral());
      case Feature.Categorical categorical ->
          switch (categorical.categories()) {
            case Categories.Codes codes -> CodeColumn.of(categorical.name(), codes.codes());
            case Categories.Labels labels -> new LabelColumn(categorical.name(), labels.index());
          };
    };
  }

  private record NumberColumn(String name, boolean integral) implements Column {
    @Override
    public Mark encode(RawRow row, float[] vector, int position) {
      double number = row.number(name);
      if (Double.isNaN(number)) {
        return row.text(name) == null ? Mark.MISSING : Mark.WRONG_TYPE;
      }
      if (integral && number != Math.rint(number)) {
        return Mark.NOT_WHOLE;
      }
      float value = (float) number;
      if (Float.isInfinite(value)) {
        return Mark.WRONG_TYPE;
      }
      vector[position] = value + 0.0f;
      return Mark.VALUE;
    }
  }

  private static final class CodeColumn implements Column {
    private final String name;
    private final int[] codes;
    private final int[] dense;

    private CodeColumn(String name, int[] codes, int[] dense) {
      this.name = name;
      this.codes = codes;
      this.dense = dense;
    }

    static CodeColumn of(String name, List<Integer> list) {
      int[] codes = list.stream().mapToInt(Integer::intValue).toArray();
      long span = (long) codes[codes.length - 1] - codes[0] + 1;
      int[] dense = new int[span <= DENSE_SPAN ? (int) span : 0];
      Arrays.fill(dense, -1);
      for (int i = 0; i < codes.length && dense.length > 0; i++) {
        dense[codes[i] - codes[0]] = i;
      }
      return new CodeColumn(name, codes, dense);
    }

    @Override
    public Mark encode(RawRow row, float[] vector, int position) {
      double number = row.number(name);
      if (Double.isNaN(number)) {
        return row.text(name) == null ? Mark.MISSING : Mark.WRONG_TYPE;
      }
      int code = (int) number;
      if (code != number) {
        return Mark.UNSEEN;
      }
      int index = index(code);
      vector[position] = index;
      return index < 0 ? Mark.UNSEEN : Mark.VALUE;
    }

    private int index(int code) {
      if (dense.length == 0) {
        return Arrays.binarySearch(codes, code);
      }
      long place = (long) code - codes[0];
      return place < 0 || place >= dense.length ? -1 : dense[(int) place];
    }
  }

  private record LabelColumn(String name, Map<String, Integer> index) implements Column {
    @Override
    public Mark encode(RawRow row, float[] vector, int position) {
      String label = row.text(name);
      if (label == null) {
        return Double.isNaN(row.number(name)) ? Mark.MISSING : Mark.WRONG_TYPE;
      }
      Integer found = index.get(label);
      if (found == null) {
        return Mark.UNSEEN;
      }
      vector[position] = found;
      return Mark.VALUE;
    }
  }
}
