// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file as far as it can be checked without a container engine. */
class ComposeTest {
  private static final Pattern KEY = Pattern.compile("\"(probity\\.[a-z.-]+|kafka\\.[a-z.-]+)\"");
  private static final List<String> PROCESSORS =
      List.of("ingest", "scorer", "explainer", "audit-sink", "drift-monitor", "trainer");

  private final Map<String, Object> compose;
  private final Map<String, Object> services;

  ComposeTest() throws IOException {
    String text = Files.readString(Sources.ROOT.resolve("docker-compose.yml"));
    compose = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    services = map(compose.get("services"));
  }

  @Test
  void everyProcessorIsAServiceOfItsOwn() throws IOException {
    assertTrue(services.keySet().containsAll(PROCESSORS));
    assertTrue(
        services.keySet().containsAll(List.of("kafka", "postgres", "prometheus", "grafana")));
    String pom = Files.readString(Sources.ROOT.resolve("pom.xml"));
    for (String module : PROCESSORS) {
      assertTrue(pom.contains("<module>" + module + "</module>"), module);
    }
  }

  @Test
  void everyImageHasItsVersion() {
    services.forEach(
        (name, service) -> {
          String image = String.valueOf(map(service).get("image"));
          assertTrue(image.matches("[a-z0-9./-]+:v?[0-9][a-z0-9.-]*"), name + " uses " + image);
        });
  }

  @Test
  void volumesNetworksSecretsAndDependenciesAreDeclared() {
    Set<String> volumes = map(compose.get("volumes")).keySet();
    Set<String> secrets = map(compose.get("secrets")).keySet();
    services.forEach(
        (name, definition) -> {
          Map<String, Object> service = map(definition);
          for (Object volume : list(service.get("volumes"))) {
            String source = volume.toString().split(":")[0];
            assertTrue(
                source.startsWith("./")
                    ? Files.exists(Sources.ROOT.resolve(source))
                    : volumes.contains(source),
                name + " mounts " + source);
          }
          for (Object secret : list(service.get("secrets"))) {
            assertTrue(secrets.contains(secret.toString()), name + " reads " + secret);
          }
          Object needed = service.get("depends_on");
          Set<String> others =
              needed instanceof Map<?, ?> conditions
                  ? Set.copyOf(map(conditions).keySet())
                  : new HashSet<>(list(needed).stream().map(Object::toString).toList());
          assertTrue(services.keySet().containsAll(others), name + " waits for " + others);
        });
  }

  @Test
  void everyVariableIsAKeyThatSomeProcessReads() throws IOException {
    Set<String> known = variables();
    Set<String> unknown = new TreeSet<>();
    for (String module : PROCESSORS) {
      for (String variable : map(map(services.get(module)).get("environment")).keySet()) {
        if (variable.startsWith("PROBITY_") && !known.contains(variable)) {
          unknown.add(variable);
        }
      }
    }
    assertEquals(Set.of(), unknown);
    assertFalse(known.contains("PROBITY_NO_SUCH_KEY"), "the guard did not fire");
  }

  private static Set<String> variables() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path source : Sources.mainJava()) {
      Matcher matcher = KEY.matcher(Files.readString(source));
      while (matcher.find()) {
        names.add(matcher.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
      }
    }
    return names;
  }

  @Test
  void noPasswordStandsInTheFile() throws IOException {
    String text = Files.readString(Sources.ROOT.resolve("docker-compose.yml"));
    for (String line : text.lines().toList()) {
      boolean names = line.matches("(?i).*(password|secret|token).*[:=].*");
      boolean value = line.matches(".*(PASSWORD|SECRET|TOKEN)[A-Z_]*: (?!/run/secrets/).+");
      assertFalse(names && value, line);
    }
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  @SuppressWarnings("unchecked") // The YAML parser promises texts as keys of these mappings only.
  private static Map<String, Object> map(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
