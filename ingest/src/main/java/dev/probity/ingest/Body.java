// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The body of a request, cut into its candidates without being parsed. */
public sealed interface Body {

  /**
   * One candidate.
   *
   * @param element its bytes
   */
  record One(Bytes element) implements Body {}

  /**
   * An array of candidates, each with its own bytes, so that a bad one can be refused and recorded
   * alone.
   *
   * @param elements the bytes of each
   */
  record Many(List<Bytes> elements) implements Body {
    /** Copies the elements. */
    public Many {
      elements = List.copyOf(elements);
    }
  }

  /**
   * No body this door can take apart.
   *
   * @param code why
   * @param reason what was expected
   */
  record Unreadable(ReasonCode code, String reason) implements Body {

    /** The HTTP status: 413 for too much of it, else 400. */
    public int status() {
      return code == ReasonCode.TOO_LARGE ? 413 : 400;
    }

    /** The refusal of the whole request. */
    public IntakeResult.Refused refusal() {
      return new IntakeResult.Refused(code, Stage.DECODE, reason, status());
    }
  }

  /**
   * Cuts a body. Only brackets, braces and strings are looked at; what stands between them is left
   * to the codec, which refuses it element by element.
   *
   * @param bytes the body
   * @param maxElements the most elements an array may have
   */
  static Body cut(byte[] bytes, int maxElements) {
    int from = skipSpace(bytes, 0);
    if (from == bytes.length) {
      return new Unreadable(ReasonCode.SCHEMA, "the body is empty, expected a JSON candidate");
    }
    if (bytes[from] != '[') {
      return new One(Bytes.copyOf(bytes));
    }
    List<Bytes> elements = new ArrayList<>();
    int at = skipSpace(bytes, from + 1);
    if (at < bytes.length && bytes[at] == ']') {
      return new Unreadable(ReasonCode.SCHEMA, "the array is empty, expected candidates");
    }
    while (at < bytes.length) {
      int end = endOfElement(bytes, at);
      if (end == bytes.length) {
        break;
      }
      if (elements.size() == maxElements) {
        return new Unreadable(
            ReasonCode.TOO_LARGE, "the array has more than " + maxElements + " elements");
      }
      elements.add(Bytes.copyOf(trimmed(bytes, at, end)));
      if (bytes[end] == ']') {
        return skipSpace(bytes, end + 1) == bytes.length
            ? new Many(elements)
            : new Unreadable(ReasonCode.SCHEMA, "something follows the array");
      }
      at = skipSpace(bytes, end + 1);
    }
    return new Unreadable(ReasonCode.SCHEMA, "the array does not end");
  }

  private static int skipSpace(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** The index of the comma or bracket that ends the element, or the length when none does. */
  private static int endOfElement(byte[] bytes, int from) {
    int depth = 0;
    boolean inString = false;
    for (int i = from; i < bytes.length; i++) {
      byte next = bytes[i];
      if (inString) {
        if (next == '\\') {
          i++;
        } else if (next == '"') {
          inString = false;
        }
      } else if (next == '"') {
        inString = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if (depth > 0 && (next == '}' || next == ']')) {
        depth--;
      } else if (depth == 0 && (next == ',' || next == ']')) {
        return i;
      }
    }
    return bytes.length;
  }

  private static byte[] trimmed(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && skipSpace(bytes, end - 1) >= end) {
      end--;
    }
    return Arrays.copyOfRange(bytes, from, end);
  }
}
