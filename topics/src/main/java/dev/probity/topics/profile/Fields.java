// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.probity.topics.value.InvalidValueException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a profile, read strictly. Whatever is wrong is noted and reading
 * goes on with a stand-in, so that one run names every problem; {@link #build} then builds nothing.
 */
final class Fields {
  private final JsonNode object;
  private final String place;
  private final List<String> problems;
  private final int problemsBefore;
  private final Set<String> asked = new HashSet<>();

  Fields(@Nullable JsonNode object, String place, List<String> problems) {
    this.place = place;
    this.problems = problems;
    this.problemsBefore = problems.size();
    if (object == null || !object.isObject()) {
      problems.add((place.isEmpty() ? "/" : place) + ": expected an object");
    }
    this.object = object == null ? MissingNode.getInstance() : object;
  }

  /** Builds a value from the fields read, if they are all right and there are no others. */
  <T> @Nullable T build(Supplier<T> constructor) {
    for (String name : (Iterable<String>) object::fieldNames) {
      if (!asked.contains(name)) {
        problem(name, "no such field");
      }
    }
    if (problems.size() > problemsBefore) {
      return null;
    }
    try {
      return constructor.get();
    } catch (InvalidValueException e) {
      problem(e.component(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** How many problems are noted so far, in the whole profile. */
  int problemCount() {
    return problems.size();
  }

  String text(String name) {
    JsonNode node = get(name);
    if (node == null || !node.isTextual()) {
      problem(name, "expected a text");
      return "?";
    }
    return node.textValue();
  }

  boolean flag(String name) {
    JsonNode node = get(name);
    if (node == null || !node.isBoolean()) {
      problem(name, "expected true or false");
      return false;
    }
    return node.booleanValue();
  }

  double number(String name) {
    return number(name, get(name));
  }

  int whole(String name) {
    JsonNode node = get(name);
    if (node == null || !node.isInt()) {
      problem(name, "expected a whole number");
      return 0;
    }
    return node.intValue();
  }

  /** A number; the stand-in when the field is absent. */
  double numberOr(String name, double absent) {
    JsonNode node = get(name);
    return node == null ? absent : number(name, node);
  }

  /** A whole number; the stand-in when the field is absent. */
  int wholeOr(String name, int absent) {
    return get(name) == null ? absent : whole(name);
  }

  /** Texts of an array; none when the field is absent. */
  List<String> textsOrNone(String name) {
    JsonNode node = get(name);
    List<String> texts = new ArrayList<>();
    if (node == null) {
      return texts;
    }
    boolean proper = node.isArray();
    for (JsonNode item : node) {
      proper &= item.isTextual();
      texts.add(item.asText());
    }
    if (!proper) {
      problem(name, "expected an array of texts");
      return List.of();
    }
    return texts;
  }

  private double number(String name, @Nullable JsonNode node) {
    if (node == null || !node.isNumber() || !Double.isFinite(node.doubleValue())) {
      problem(name, "expected a number");
      return 0;
    }
    return node.doubleValue();
  }

  /** Two numbers: the lower end and the upper end. */
  List<Double> ends(String name) {
    JsonNode node = get(name);
    if (node == null || !node.isArray() || node.size() != 2) {
      problem(name, "expected two numbers");
      return List.of(0.0, 0.0);
    }
    return List.of(number(name, node.get(0)), number(name, node.get(1)));
  }

  /** One of the members of an enum, written in lower case. */
  <E extends Enum<E>> E choice(String name, List<E> members) {
    String found = text(name);
    List<String> names = new ArrayList<>();
    for (E member : members) {
      String written = member.name().toLowerCase(Locale.ROOT);
      if (written.equals(found)) {
        return member;
      }
      names.add(written);
    }
    problem(name, "expected one of " + String.join(", ", names));
    return members.getFirst();
  }

  Fields object(String name) {
    return new Fields(get(name), place + "/" + name, problems);
  }

  /** The items of an array of objects, each read by the function; nulls are problems noted. */
  <T> List<T> list(String name, Function<Fields, @Nullable T> reader) {
    JsonNode node = get(name);
    List<T> items = new ArrayList<>();
    if (node == null || !node.isArray()) {
      problem(name, "expected an array");
      return items;
    }
    for (int i = 0; i < node.size(); i++) {
      T item = reader.apply(new Fields(node.get(i), place + "/" + name + "/" + i, problems));
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  @Nullable JsonNode get(String name) {
    asked.add(name);
    return object.get(name);
  }

  void problem(String name, String what) {
    problems.add(place + "/" + name + ": " + what);
  }
}
