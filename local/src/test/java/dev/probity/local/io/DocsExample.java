// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The clients in docs/clients, used the way their page says. */
final class DocsExample {
  static final Path FOLDER =
      Path.of(System.getProperty("probity.root", ".."))
          .toAbsolutePath()
          .normalize()
          .resolve("docs/clients");

  private static final long PATIENCE_SECONDS = 60;

  private DocsExample() {}

  /**
   * Compiles the Java client and its example and runs them as a process of their own, with a JDK
   * and Jackson and nothing else.
   *
   * @return what the example printed
   */
  static String java(Path folder, InferenceServer server, String id) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path source = FOLDER.resolve("java/dev/probity/client");
    String jackson =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                one ->
                    one.matches(".*/([^/]+\\.)?jackson-(core|databind|annotations)-2[^/]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-Xlint:all",
                "-Werror",
                "--release",
                "21",
                "-cp",
                jackson,
                "-d",
                classes.toString(),
                source.resolve("ProbityClient.java").toString(),
                source.resolve("Example.java").toString());
    assertEquals(0, compiled, said.toString(StandardCharsets.UTF_8));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", classes + File.pathSeparator + jackson));
    command.add("dev.probity.client.Example");
    command.addAll(arguments(server, id));
    return run(folder.resolve("java.txt"), command);
  }

  /** What both examples are told. */
  static List<String> arguments(InferenceServer server, String id) {
    return List.of(server.uri("").toString(), server.tokens().toString(), id);
  }

  private static String run(Path out, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), Files.readString(out));
      assertEquals(0, process.exitValue(), Files.readString(out));
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }

  /** What either example prints at the end of the main job. */
  static void assertDidTheMainJob(String said, String id) {
    assertTrue(said.contains("accepted " + id + ", answered at /candidates/" + id), said);
    assertTrue(said.contains("band "), said);
    assertTrue(said.contains("AGEP "), said);
    assertTrue(said.contains("confirmed by recruiter-1"), said);
    assertTrue(said.contains("outcome of " + id), said);
    assertTrue(said.contains("refused: /attributes/AGEP"), said);
    assertTrue(said.contains("Correct the record"), said);
  }
}
