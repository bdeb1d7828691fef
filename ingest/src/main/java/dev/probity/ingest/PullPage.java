// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One page of candidates that another system gives out: an array, or an object that holds one
 * beside the word for the next page. Its elements stay bytes, so that a bad one is refused alone.
 *
 * @param elements the bytes of each candidate
 * @param cursor what the page says about the next one; null when it says nothing
 */
public record PullPage(List<Bytes> elements, @Nullable String cursor) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NEXT =
      Pattern.compile("<([^>]*)>(?:\\s*;[^,<]*)?;\\s*rel=\"?next\"?(?=[\\s;,]|$)");

  /** Copies the elements. */
  public PullPage {
    elements = List.copyOf(elements);
  }

  /**
   * Reads a page.
   *
   * @param items the field of an object that holds the array
   * @param cursor the field of an object that names the next page
   * @param maxElements the most elements a page may have
   * @throws IllegalArgumentException when it is no page, without its values
   */
  public static PullPage read(byte[] body, String items, String cursor, int maxElements) {
    int from = 0;
    while (from < body.length && Character.isWhitespace(body[from])) {
      from++;
    }
    if (from == body.length || body[from] != '{') {
      return new PullPage(elements(body, maxElements), null);
    }
    byte[] array = null;
    String next = null;
    try (JsonParser parser = JSON.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (field.equals(cursor) && value != null && value.isScalarValue()) {
          next = value == JsonToken.VALUE_NULL ? null : parser.getText();
        }
        parser.skipChildren();
        if (field.equals(items) && value == JsonToken.START_ARRAY) {
          int end = (int) parser.currentLocation().getByteOffset();
          array = Arrays.copyOfRange(body, start, end);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the page is no JSON");
    }
    if (array == null) {
      throw new IllegalArgumentException(
          "the page has no array " + items + "\nMaybe --items names another field");
    }
    return new PullPage(elements(array, maxElements), next == null || next.isEmpty() ? null : next);
  }

  private static List<Bytes> elements(byte[] array, int maxElements) {
    if (new String(array, StandardCharsets.ISO_8859_1).matches("\\s*\\[\\s*\\]\\s*")) {
      return List.of();
    }
    return switch (Body.cut(array, maxElements)) {
      case Body.Many many -> many.elements();
      case Body.One one -> throw new IllegalArgumentException("the page is no array or object");
      case Body.Unreadable unreadable -> throw new IllegalArgumentException(unreadable.reason());
    };
  }

  /**
   * Where the next page is: where the link header says, else where the page's cursor does, which is
   * an address or the value of the parameter of its name.
   *
   * @param current where this page was
   * @param links the values of its link headers
   * @param parameter the name of the parameter that takes a cursor
   * @return null after the last page
   * @throws IllegalArgumentException when the address is none
   */
  public @Nullable URI next(URI current, List<String> links, String parameter) {
    for (String header : links) {
      Matcher link = NEXT.matcher(header);
      if (link.find()) {
        return current.resolve(link.group(1));
      }
    }
    if (cursor == null) {
      return null;
    }
    if (cursor.matches("(https?://|[/?]).*")) {
      return current.resolve(cursor);
    }
    String query = current.getRawQuery() == null ? "" : current.getRawQuery();
    String kept =
        Arrays.stream(query.split("&"))
            .filter(word -> !word.isEmpty() && !word.startsWith(parameter + "="))
            .map(word -> word + "&")
            .collect(Collectors.joining());
    String value = encoded(cursor);
    return current.resolve(current.getRawPath() + "?" + kept + parameter + "=" + value);
  }

  /** Percent-encoded but for letters, digits and {@code -._~} (RFC 3986, section 2.3). */
  private static String encoded(String text) {
    StringBuilder query = new StringBuilder(text.length() + 16);
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (one & 0xFF);
      if (letter < 0x80 && (Character.isLetterOrDigit(letter) || "-._~".indexOf(letter) >= 0)) {
        query.append(letter);
      } else {
        query.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
      }
    }
    return query.toString();
  }
}
