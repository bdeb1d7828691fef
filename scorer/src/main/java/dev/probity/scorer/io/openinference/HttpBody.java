// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The body of a call, unpacked. */
final class HttpBody {
  private HttpBody() {}

  /** A body that cannot be unpacked, or is too large then. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
      super(reason);
    }
  }

  /**
   * Unpacks a body.
   *
   * @param encoding the header Content-Encoding, or null
   * @param most the most bytes there may be; one more is read at most
   */
  static byte[] unpacked(byte[] body, @Nullable String encoding, int most) throws Unreadable {
    String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "identity", "" -> body;
      case "gzip" -> gunzipped(body, most);
      default -> throw new Unreadable("Content-Encoding: expected gzip or none");
    };
  }

  private static byte[] gunzipped(byte[] body, int most) throws Unreadable {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Unreadable("body: expected at most " + most + " bytes, unpacked");
      }
      return bytes;
    } catch (Unreadable e) {
      throw e;
    } catch (IOException e) {
      throw new Unreadable("body: it is no gzip, or ends too early");
    }
  }
}
