// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.IntakeResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The refused rows of a file by line, with code and reason, without their values. */
final class RejectsFile implements AutoCloseable {
  private final @Nullable Path path;
  private @Nullable BufferedWriter writer;

  private RejectsFile(@Nullable Path path) {
    this.path = path;
  }

  /** A list at the path, created with the first refusal; null lists nothing. */
  static RejectsFile open(@Nullable Path path) {
    return new RejectsFile(path);
  }

  void add(long line, IntakeResult.Refused refused) {
    if (path == null) {
      return;
    }
    try {
      BufferedWriter out = writer;
      if (out == null) {
        out = Files.newBufferedWriter(path);
        writer = out;
        out.write("line,code,reason\n");
      }
      out.write(line + "," + refused.code().code() + ",\"" + quoted(refused.reason()) + "\"\n");
    } catch (IOException e) {
      throw new UncheckedIOException("rejects file " + path + " cannot be written", e);
    }
  }

  private static String quoted(String reason) {
    return reason.replace("\"", "\"\"").replace('\n', ' ');
  }

  @Override
  public void close() throws IOException {
    BufferedWriter out = writer;
    if (out != null) {
      out.close();
    }
  }
}
