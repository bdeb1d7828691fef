// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.value.Bytes;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullPageTest {
  private static final URI HERE = URI.create("https://hr.example/v1/people?since=1&next=old");

  @Test
  void anArrayOrAnObjectWithOneIsCutIntoItsBytes() {
    List<Bytes> two = List.of(Bytes.utf8("{\"a\":1,\"a\":2}"), Bytes.utf8("{\"b\":\"]\"}"));
    assertEquals(two, page(" [{\"a\":1,\"a\":2}, {\"b\":\"]\"}] ").elements());
    PullPage page =
        page(
            "{\"total\":{\"items\":[9]},\"items\": [{\"a\":1,\"a\":2},"
                + " {\"b\":\"]\"}],\"next\":\"n-2\"}");
    assertEquals(two, page.elements());
    assertEquals("n-2", page.cursor());
    assertEquals(List.of(), page("{\"items\":[ ]}").elements());
    assertNull(page("{\"items\":[],\"next\":null}").cursor());
  }

  @Test
  void whatIsNoPageIsSaidWithoutItsValues() {
    for (String text :
        List.of("", "secret", "{\"items\":{}}", "{\"items\":[", "[1", "\"secret\"")) {
      IllegalArgumentException wrong =
          assertThrows(IllegalArgumentException.class, () -> page(text), text);
      assertFalse(wrong.getMessage().contains("secret"), wrong.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> PullPage.read("[1,2,3]".getBytes(UTF_8), "items", "next", 2));
  }

  @Test
  void theLinkHeaderSaysWhereTheNextPageIs() {
    PullPage page = page("{\"items\":[],\"next\":\"unused\"}");
    assertEquals(
        URI.create("https://hr.example/v1/people?page=2"),
        page.next(HERE, List.of("<https://hr.example/v1/people?page=2>; rel=\"next\""), "next"));
    assertEquals(
        URI.create("https://hr.example/p?3"),
        page.next(HERE, List.of("</p?1>; rel=\"prev\", </p?3>; title=x; rel=next"), "next"));
  }

  @Test
  void aCursorIsAnAddressOrAParameter() {
    assertEquals(
        URI.create("https://hr.example/v1/people?since=1&next=n%262"),
        page("{\"items\":[],\"next\":\"n&2\"}").next(HERE, List.of(), "next"));
    assertEquals(
        URI.create("https://hr.example/p/2"),
        page("{\"items\":[],\"next\":\"/p/2\"}")
            .next(HERE, List.of("</p?1>; rel=\"prev\""), "next"));
    assertNull(page("[]").next(HERE, List.of(), "next"));
  }

  private static PullPage page(String text) {
    return PullPage.read(text.getBytes(UTF_8), "items", "next", 10);
  }
}
