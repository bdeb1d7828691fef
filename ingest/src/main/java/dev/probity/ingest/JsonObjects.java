// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Adds to an object of a request what the door knows, without parsing it. */
final class JsonObjects {
  private JsonObjects() {}

  /**
   * The object with fields put in front. An object that has one of them too names a field twice,
   * which the strict reader refuses; what is no object comes back as it is, which it refuses too.
   *
   * @param fields at least one, for example {@code "id":"C-1001"}
   */
  static byte[] inFront(String fields, byte[] object) {
    int from = skipSpace(object, 0);
    if (from == object.length || object[from] != '{') {
      return object;
    }
    int next = skipSpace(object, from + 1);
    boolean empty = next < object.length && object[next] == '}';
    byte[] front = ("{" + fields + (empty ? "" : ",")).getBytes(UTF_8);
    byte[] whole = new byte[front.length + object.length - next];
    System.arraycopy(front, 0, whole, 0, front.length);
    System.arraycopy(object, next, whole, front.length, object.length - next);
    return whole;
  }

  private static int skipSpace(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && Character.isWhitespace(bytes[at])) {
      at++;
    }
    return at;
  }
}
