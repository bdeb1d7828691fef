// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a CSV file become candidates: columns carry the profile's names, id columns
 * are joined by {@code -}, the target's column becomes an outcome, and other columns are ignored.
 */
public final class FileMapping {
  private static final int LONGEST_NUMBER = 32;

  private final Profile profile;
  private final Purpose purpose;
  private final int columns;
  private final List<Integer> idColumns;
  private final int groupColumn;
  private final int targetColumn;
  private final List<Column> features = new ArrayList<>();
  private final List<Column> protectedColumns = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  private record Column(String name, int index, boolean numeric) {}

  private FileMapping(
      Profile profile, Purpose purpose, List<String> header, List<String> ids, String group) {
    this.profile = profile;
    this.purpose = purpose;
    this.columns = header.size();
    this.idColumns = ids.stream().map(header::indexOf).toList();
    this.groupColumn = header.indexOf(group);
    this.targetColumn = header.indexOf(profile.target().source());
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      Feature feature = profile.feature(name);
      ProtectedAttribute attribute = profile.protectedAttribute(name);
      if (feature != null) {
        features.add(new Column(name, i, isNumeric(feature)));
      }
      if (attribute != null) {
        protectedColumns.add(new Column(name, i, attribute.codes().numeric()));
      }
      boolean used = feature != null || attribute != null || i == targetColumn;
      if (!used && i != groupColumn && !idColumns.contains(i)) {
        ignored.add(name);
      }
    }
  }

  /**
   * Reads the header of a file.
   *
   * @param header the names of the columns
   * @param ids the columns whose values, joined by {@code -}, are the candidate's id
   * @param group the column whose equal values belong together; null when there is none
   * @throws IllegalArgumentException naming every column that is missing
   */
  public static FileMapping of(
      List<String> header,
      Profile profile,
      Purpose purpose,
      List<String> ids,
      @Nullable String group) {
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      need(header, id, missing);
    }
    if (group != null) {
      need(header, group, missing);
    }
    profile.featureNames().forEach(name -> need(header, name, missing));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the file has no column "
              + String.join(", ", missing)
              + "; its columns are "
              + String.join(", ", header)
              + "\nMaybe --id and --group name other columns, or the file belongs to another"
              + " profile than "
              + profile.name());
    }
    return new FileMapping(profile, purpose, header, ids, group == null ? "" : group);
  }

  private static void need(List<String> header, String name, List<String> missing) {
    if (!header.contains(name) && !missing.contains(name)) {
      missing.add(name);
    }
  }

  /** The columns nobody reads. */
  public List<String> ignored() {
    return List.copyOf(ignored);
  }

  /** Whether rows also say how the cases ended. */
  public boolean hasOutcomes() {
    return targetColumn >= 0;
  }

  /**
   * The candidate of a row, not yet held to its profile's rules.
   *
   * @throws IllegalArgumentException when the row is not as wide as the header or has no id
   */
  public Candidate candidate(CsvRow row) {
    List<String> cells = row.cells();
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          "the row has " + cells.size() + " cells, expected " + columns);
    }
    String group = groupColumn < 0 ? "" : cells.get(groupColumn);
    return new Candidate(
        id(cells),
        purpose,
        profile.name(),
        values(features, cells),
        Protected.of(values(protectedColumns, cells)),
        group.isEmpty() ? Provenance.UNKNOWN : new Provenance(group, null, null));
  }

  private String id(List<String> cells) {
    StringBuilder id = new StringBuilder();
    for (int column : idColumns) {
      String part = cells.get(column);
      if (part.isBlank()) {
        throw new IllegalArgumentException("an id column is empty");
      }
      id.append(id.isEmpty() ? "" : "-").append(part);
    }
    return id.toString();
  }

  /** How the case ended, or null when the row does not say. */
  public @Nullable Outcome outcome(CsvRow row, String candidateId, Instant observedAt) {
    String cell = targetColumn < 0 ? "" : row.cells().get(targetColumn);
    return cell.isEmpty()
        ? null
        : new Outcome(
            candidateId, null, Map.of(profile.target().source(), value(cell, true)), observedAt);
  }

  private static Map<String, AttributeValue> values(List<Column> wanted, List<String> cells) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    for (Column column : wanted) {
      values.put(column.name(), value(cells.get(column.index()), column.numeric()));
    }
    return values;
  }

  /** A cell that should be a number and is none stays a text, which the rules then refuse. */
  private static AttributeValue value(String cell, boolean numeric) {
    if (cell.isEmpty()) {
      return AttributeValue.MISSING;
    }
    return numeric && isNumber(cell)
        ? AttributeValue.of(Double.parseDouble(cell))
        : AttributeValue.of(cell);
  }

  /** The numbers of JSON, without exponents: {@code -?digits[.digits]}. */
  private static boolean isNumber(String cell) {
    int at = cell.charAt(0) == '-' ? 1 : 0;
    int digits = 0;
    int points = 0;
    for (int i = at; i < cell.length(); i++) {
      char next = cell.charAt(i);
      if (next >= '0' && next <= '9') {
        digits++;
      } else if (next == '.' && digits > 0 && i < cell.length() - 1) {
        points++;
      } else {
        return false;
      }
    }
    return digits > 0 && points <= 1 && cell.length() <= LONGEST_NUMBER;
  }

  private static boolean isNumeric(Feature feature) {
    return switch (feature) {
      case Feature.Numeric numeric -> true;
      case Feature.Ordinal ordinal -> ordinal.codes().numeric();
      case Feature.Categorical categorical -> categorical.codes().numeric();
    };
  }
}
