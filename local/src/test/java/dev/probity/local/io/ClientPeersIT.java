// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.probity.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python clients as docs/how-to/use-a-client.md makes them: its commands are run, and what they
 * generate speaks with the packaged application and reads the bytes of records. Only with {@code
 * --peers}.
 */
class ClientPeersIT {
  private static final Path ROOT = DocsExample.FOLDER.getParent().getParent();
  private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @TempDir private static Path folder;
  private static PythonVenv python;

  @BeforeAll
  static void install() throws Exception {
    assumeTrue(Boolean.getBoolean("probity.peers"), "only with --peers");
    List<String> packages = new ArrayList<>();
    for (List<String> command : commands()) {
      if (command.contains("install")) {
        packages.addAll(command.subList(command.indexOf("install") + 1, command.size()));
      }
    }
    packages.add("openapi-spec-validator==0.9.0");
    python = PythonVenv.with(folder, packages);
    for (String needed :
        List.of("ingest/src/main/resources/META-INF", "topics/schemas", "docs/clients/python")) {
      copy(needed);
    }
    Files.copy(ROOT.resolve("topics/asyncapi.yaml"), folder.resolve("topics/asyncapi.yaml"));
  }

  /** The commands name files as they are in a clone, and write beside them. */
  private static void copy(String files) throws IOException {
    Files.createDirectories(folder.resolve(files));
    try (Stream<Path> all = Files.list(ROOT.resolve(files))) {
      for (Path one : all.filter(Files::isRegularFile).toList()) {
        Files.copy(one, folder.resolve(files).resolve(one.getFileName()));
      }
    }
  }

  /** The lines of the page's shell blocks as words; a backslash continues a line. */
  private static List<List<String>> commands() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/how-to/use-a-client.md"));
    List<List<String>> commands = new ArrayList<>();
    Matcher blocks = COMMANDS.matcher(page);
    while (blocks.find()) {
      blocks
          .group(1)
          .replace("\\\n", " ")
          .lines()
          .forEach(line -> commands.add(Arrays.asList(line.strip().split("\\s+"))));
    }
    return commands;
  }

  private static void runFromThePage(String program) throws Exception {
    List<String> command =
        new ArrayList<>(
            commands().stream()
                .filter(one -> one.getFirst().equals(program))
                .findFirst()
                .orElseThrow());
    command.set(0, python.program(program));
    assertEquals(0, python.run(program, command), python.report(program));
  }

  /** Beside what was generated, where Python finds it. */
  private static String script(String name) throws IOException {
    String file = name + ".py";
    Path beside = folder.resolve(file);
    if (!Files.exists(beside)) {
      Files.copy(DocsExample.FOLDER.resolve("python").resolve(file), beside);
    }
    return beside.toString();
  }

  @Test
  void theDocumentIsValidToOthers() throws Exception {
    List<String> validate =
        List.of(
            python.program("openapi-spec-validator"),
            "ingest/src/main/resources/META-INF/openapi.yaml");
    assertEquals(0, python.run("validator", validate), python.report("validator"));
    assertTrue(python.report("validator").contains("OK"), python.report("validator"));
  }

  @Test
  void theGeneratedClientDoesTheMainJob() throws Exception {
    runFromThePage("openapi-python-client");
    try (InferenceServer server =
        InferenceServer.start(Files.createDirectory(folder.resolve("server")), 1, Map.of())) {
      List<String> example = new ArrayList<>(List.of(python.program("python"), script("example")));
      example.addAll(DocsExample.arguments(server, "P-1"));
      assertEquals(0, python.run("example", example), python.report("example"));
      DocsExample.assertDidTheMainJob(python.report("example"), "P-1");
      assertEquals(1, server.records(Topics.OUTCOMES).size());
      assertEquals(1, server.records(Topics.OVERSIGHT).size());
    }
  }

  @Test
  void theGeneratedTypesReadTheBytesOfEveryRecord() throws Exception {
    runFromThePage("datamodel-codegen");
    List<String> read = new ArrayList<>(List.of(python.program("python"), script("read_topic")));
    // A checkpoint is a signed note, and a reject is whatever was refused.
    try (Stream<Path> golden = Files.list(ROOT.resolve("topics/src/test/resources/golden/v1"))) {
      golden
          .map(Path::toString)
          .filter(one -> one.endsWith(".bin"))
          .filter(one -> !one.contains("checkpoint") && !one.contains("reject"))
          .sorted()
          .forEach(read::add);
    }
    assertEquals(0, python.run("read", read), python.report("read"));
    assertEquals(11, python.report("read").lines().count(), python.report("read"));
    assertTrue(
        python.report("read").contains("Outcome {\"candidateId\":\"C-1001\""),
        python.report("read"));
    // What breaks the contract is refused by the generated types as well.
    Path bad = Files.writeString(folder.resolve("outcome.bin"), "{\"candidateId\":\"C-1001\"}");
    List<String> refused = List.of(python.program("python"), script("read_topic"), "" + bad);
    assertEquals(1, python.run("refused", refused), python.report("refused"));
    assertTrue(python.report("refused").contains("observed"), python.report("refused"));
  }
}
