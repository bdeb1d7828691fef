// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NothingButJavaBaseTest {
  @TempDir Path folder;

  @Test
  void classesUseNothingButJavaBase() {
    assertEquals("java.base", modulesUsedBy(classes()));
  }

  @Test
  void guardSeesClassThatUsesMore() throws IOException {
    // Given
    Path source = folder.resolve("Leak.java");
    Files.writeString(source, "class Leak { java.sql.Connection connection; }");
    int compiled = run("javac", new StringWriter(), "-d", folder.toString(), source.toString());
    assertEquals(0, compiled);
    // When
    String used = modulesUsedBy(folder);
    // Then
    assertEquals("java.base,java.sql", used);
  }

  @Test
  void moduleRequiresJavaBaseAndAnnotationsAtCompileTimeOnly() throws IOException {
    // When
    ModuleDescriptor module;
    try (InputStream in = Files.newInputStream(classes().resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    // Then
    for (ModuleDescriptor.Requires requires : module.requires()) {
      boolean compileTime =
          requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
      assertTrue(requires.name().equals("java.base") || compileTime, requires.toString());
    }
    assertEquals(
        Set.of("java.base", "org.jspecify"),
        module.requires().stream()
            .map(ModuleDescriptor.Requires::name)
            .collect(Collectors.toSet()));
    Set<String> exported =
        module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    assertEquals(exported, module.packages(), "every package is exported");
  }

  private static String modulesUsedBy(Path classes) {
    StringWriter out = new StringWriter();
    int code =
        run("jdeps", out, "--ignore-missing-deps", "--print-module-deps", classes.toString());
    assertEquals(0, code, out.toString());
    return out.toString().strip();
  }

  private static int run(String tool, StringWriter out, String... arguments) {
    PrintWriter writer = new PrintWriter(out);
    return ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
  }

  private static Path classes() {
    try {
      return Path.of(Ensemble.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
