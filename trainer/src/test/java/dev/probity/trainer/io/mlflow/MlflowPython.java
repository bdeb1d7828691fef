// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python environment with MLflow and XGBoost, under {@code --peers} only. It is made in a
 * temporary folder with {@code -Dprobity.python} (3.12 or later), or, to save the download, lent by
 * {@code -Dprobity.mlflow.venv}.
 */
public final class MlflowPython {
  private static final List<String> PACKAGES = List.of("mlflow==3.17.2", "xgboost==3.4.1");
  private static final Duration START = Duration.ofMinutes(3);

  private final Path bin;

  private MlflowPython(Path bin) {
    this.bin = bin;
  }

  /** Skips the test unless peers are asked for and can be had. */
  public static MlflowPython only() throws Exception {
    assumeTrue(Boolean.getBoolean("probity.peers"), "only with --peers");
    String lent = System.getProperty("probity.mlflow.venv");
    if (lent != null) {
      return new MlflowPython(Path.of(lent, "bin"));
    }
    Path venv = Files.createTempDirectory("mlflow").resolve("venv");
    String python = System.getProperty("probity.python", "python3");
    Path log = venv.resolveSibling("log.txt");
    assumeTrue(
        run(log, Duration.ofMinutes(2), List.of(python, "-m", "venv", venv.toString())) == 0,
        "no Python with venv: " + python + "; maybe name one with -Dprobity.python");
    List<String> install = new ArrayList<>();
    install.addAll(List.of(venv.resolve("bin/python").toString(), "-m", "pip", "install", "-q"));
    install.addAll(PACKAGES);
    assumeTrue(
        run(log, Duration.ofMinutes(15), install) == 0,
        "cannot install " + PACKAGES + ": " + Files.readString(log));
    return new MlflowPython(venv.resolve("bin"));
  }

  /** Runs a script and gives what it printed. */
  public String script(Path folder, String code, String... arguments) throws Exception {
    Path file = Files.writeString(folder.resolve("script.py"), code);
    List<String> command = new ArrayList<>(List.of(bin.resolve("python").toString(), "" + file));
    command.addAll(List.of(arguments));
    return checked(folder.resolve("script.txt"), command);
  }

  /** Imports the file layout into a database. */
  public String migrate(Path mlruns, Path database) throws Exception {
    return checked(
        database.resolveSibling("migrate.txt"),
        List.of(
            bin.resolve("mlflow").toString(),
            "migrate-filestore",
            "--source",
            mlruns.toString(),
            "--target",
            "sqlite:///" + database));
  }

  /** Starts a server over a database and waits until it answers. */
  Server serve(Path database, Path folder) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path log = folder.resolve("server.txt");
    Process process =
        new ProcessBuilder(
                bin.resolve("mlflow").toString(),
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--workers",
                "1",
                "--backend-store-uri",
                "sqlite:///" + database,
                "--serve-artifacts",
                "--artifacts-destination",
                folder.resolve("artifacts").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Server server = new Server(process, port);
    Instant end = Instant.now().plus(START);
    while (!answers(port)) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        server.close();
        throw new IOException("MLflow did not start: " + Files.readString(log));
      }
      process.waitFor(300, TimeUnit.MILLISECONDS);
    }
    return server;
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String checked(Path log, List<String> command) throws Exception {
    int exit = run(log, Duration.ofMinutes(4), command);
    String said = Files.readString(log);
    if (exit != 0) {
      throw new AssertionError(command + " ended with " + exit + ": " + said);
    }
    return said;
  }

  private static int run(Path log, Duration most, List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException absent) {
      return -1;
    }
    if (!process.waitFor(most.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -2;
    }
    return process.exitValue();
  }

  /** A running server and its workers. */
  record Server(Process process, int port) implements AutoCloseable {
    String url() {
      return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      try {
        process.waitFor(20, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
