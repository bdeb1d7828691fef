// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One client of a door over plain HTTP/1.1: it posts JSON over a connection that is kept, and tells
 * the status of the answer only. The JDK client would take more from the doors it shares the
 * machine with. For one thread.
 */
final class PostConnection implements Closeable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int LONGEST_LINE = 16_384;
  private static final int NO_ANSWER = 0;

  private final URI door;
  private final int patienceMillis;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();

  /**
   * A client that connects with its first post.
   *
   * @param door an address that begins with {@code http:}
   * @param patience how long an answer may take
   */
  PostConnection(URI door, Duration patience) {
    if (!"http".equals(door.getScheme())) {
      throw new IllegalArgumentException("door is " + door + ", expected http://host:port/path");
    }
    this.door = door;
    this.patienceMillis = Math.toIntExact(patience.toMillis());
  }

  /** The status of the answer; 0 when there was none. */
  int post(byte[] body) {
    try {
      if (socket == null) {
        connect();
      }
      out.write(request(body));
      return answer();
    } catch (IOException noAnswer) {
      close();
      return NO_ANSWER;
    }
  }

  private void connect() throws IOException {
    Socket opened = new Socket();
    socket = opened;
    opened.setTcpNoDelay(true);
    opened.setSoTimeout(patienceMillis);
    int port = door.getPort() < 0 ? 80 : door.getPort();
    opened.connect(new InetSocketAddress(door.getHost(), port), CONNECT_MILLIS);
    in = new BufferedInputStream(opened.getInputStream());
    out = opened.getOutputStream();
  }

  /** Head and body in one piece, so that they leave in one packet. */
  private byte[] request(byte[] body) {
    byte[] head =
        ("POST "
                + door.getRawPath()
                + " HTTP/1.1\r\nHost: "
                + door.getRawAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private int answer() throws IOException {
    String first = line();
    if (!first.matches("HTTP/1\\.1 [1-5]\\d\\d( .*)?")) {
      throw new IOException("the answer is no HTTP/1.1");
    }
    int status = Integer.parseInt(first, 9, 12, 10);
    long length = 0;
    boolean chunked = false;
    boolean last = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "connection" -> last = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    in.skipNBytes(length);
    if (chunked) {
      skipChunks();
    }
    if (last) {
      close();
    }
    return status;
  }

  private void skipChunks() throws IOException {
    for (int size = -1; size != 0; ) {
      String line = line();
      int end = line.indexOf(';');
      size = Integer.parseInt(line.substring(0, end < 0 ? line.length() : end).strip(), 16);
      in.skipNBytes(size);
      line();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("a line of the answer is too long");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException broken) {
        // It is of no use any more.
      }
    }
  }
}
