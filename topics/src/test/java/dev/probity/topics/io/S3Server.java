// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** S3Proxy over a folder, as a process of its own; it checks credentials and has no object lock. */
public final class S3Server implements AutoCloseable {
  private static final String KEY = "archiver";
  private static final String SECRET = "for-tests-only";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private Process process;

  /** Starts it; its data lie in the folder. */
  public S3Server(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    Files.createDirectories(folder.resolve("data"));
    this.process = start();
  }

  /** The server's program, where the build has put it. */
  private static Path program() throws IOException {
    try (var files = Files.list(Path.of("..", "topics", "target", "s3proxy"))) {
      return files.findFirst().orElseThrow(() -> new IOException("target/s3proxy is empty"));
    }
  }

  private Process start() throws IOException, InterruptedException {
    Path properties = folder.resolve("s3proxy.properties");
    Files.writeString(
        properties,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, KEY, SECRET, folder.resolve("data")));
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-jar",
                    program().toString(),
                    "--properties",
                    properties.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (started.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IOException(
            "S3Proxy did not start:\n" + Files.readString(folder.resolve("s3proxy.log")));
      }
    }
    return started;
  }

  private boolean listens() {
    try (var socket = new java.net.Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** How it is reached. */
  public S3Access access() {
    return new S3Access(URI.create("http://127.0.0.1:" + port), "us-east-1", KEY, SECRET);
  }

  /** Makes a bucket. */
  public void bucket(String bucket) throws IOException {
    try (MinioClient client = access().connect()) {
      client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
    } catch (IOException | MinioException e) {
      throw new IOException("bucket " + bucket, e);
    } catch (Exception e) {
      throw new IOException("closing the client", e);
    }
  }

  /** Kills it. */
  public void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again, at the same address. */
  public void restart() throws IOException, InterruptedException {
    process = start();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
