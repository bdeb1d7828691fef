// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MethodProblemsTest {

  @Test
  void everyAddressOfTheDocumentNamesTheMethodsItServes() {
    Map<String, TreeSet<String>> served = new TreeMap<>();
    for (String name : OpenApi.endpoints().keySet()) {
      String[] verbAndPath = name.split(" ");
      TreeSet<String> methods = served.computeIfAbsent(verbAndPath[1], none -> new TreeSet<>());
      methods.addAll(List.of(verbAndPath[0], "OPTIONS"));
      if (verbAndPath[0].equals("GET")) {
        methods.add("HEAD");
      }
    }
    served.forEach(
        (path, methods) ->
            assertEquals(
                String.join(", ", methods),
                MethodProblems.allowed(path.replaceAll("\\{[a-z]+}", "C-1001")),
                path));
    assertEquals(13, served.size());
  }

  @Test
  void theAddressesOfOtherDoorsAreTheirs() {
    for (String path : List.of("/v2/models/m/infer", "/ping", "/", "/candidates/a/b", "/console")) {
      assertNull(MethodProblems.allowed(path), path);
    }
  }
}
