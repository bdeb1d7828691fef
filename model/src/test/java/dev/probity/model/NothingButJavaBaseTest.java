// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An auditor must be able to recompute a decision with nothing but a JDK. */
class NothingButJavaBaseTest {
  /** With a package, or a record's list of components such as "logLoss;brier" would be one. */
  private static final Pattern DESCRIPTOR = Pattern.compile("L(\\w+/[\\w/$]+);");

  @Test
  void classesUseNothingButJavaBase() throws IOException {
    // When
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folderOf(Ensemble.class))) {
      for (Path file : files.filter(NothingButJavaBaseTest::isClass).toList()) {
        used.addAll(modulesUsedBy(file));
      }
    }
    // Then
    assertEquals(Set.of("java.base"), used);
  }

  @Test
  void guardSeesClassThatUsesMore() throws IOException {
    // When: this very class uses JUnit
    Path self = folderOf(getClass()).resolve("dev/probity/model/NothingButJavaBaseTest.class");
    // Then
    assertTrue(modulesUsedBy(self).contains("outside: org.junit.jupiter.api.Test"));
  }

  @Test
  void moduleRequiresJavaBaseAndAnnotationsAtCompileTimeOnly() throws IOException {
    // When
    ModuleDescriptor module;
    try (InputStream in =
        Files.newInputStream(folderOf(Ensemble.class).resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    // Then
    Set<String> always =
        module.requires().stream()
            .filter(it -> !it.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
            .map(ModuleDescriptor.Requires::name)
            .collect(Collectors.toSet());
    assertEquals(Set.of("java.base"), always);
    Set<String> exported =
        module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    assertEquals(packages(), exported, "every package is exported");
  }

  private static Set<String> packages() throws IOException {
    Path root = folderOf(Ensemble.class);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(NothingButJavaBaseTest::isClass)
          .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class") && !file.endsWith("module-info.class");
  }

  /** Modules of every class a class file names, annotations of JSpecify and our own left out. */
  private static Set<String> modulesUsedBy(Path file) throws IOException {
    Set<String> modules = new TreeSet<>();
    for (String name : classesNamedBy(file)) {
      if (name.startsWith("org.jspecify.") || name.startsWith("dev.probity.model.")) {
        continue;
      }
      try {
        Module module = Class.forName(name, false, null).getModule();
        modules.add(module.getName());
      } catch (ClassNotFoundException absent) {
        modules.add("outside: " + name);
      }
    }
    return modules;
  }

  private static Set<String> classesNamedBy(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.skipNBytes(8);
      int size = in.readUnsignedShort();
      String[] texts = new String[size];
      Set<Integer> classes = new TreeSet<>();
      for (int i = 1; i < size; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> texts[i] = in.readUTF();
          case 7 -> classes.add(in.readUnsignedShort());
          case 8, 16, 19, 20 -> in.skipNBytes(2);
          case 15 -> in.skipNBytes(3);
          case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
          case 5, 6 -> {
            in.skipNBytes(8);
            i++;
          }
          default -> throw new IOException("constant of kind " + tag);
        }
      }
      for (int i = 1; i < size; i++) {
        if (texts[i] != null) {
          Matcher descriptor = DESCRIPTOR.matcher(texts[i]);
          while (descriptor.find()) {
            names.add(descriptor.group(1).replace('/', '.'));
          }
        }
      }
      classes.stream()
          .map(index -> texts[index])
          .filter(text -> !text.startsWith("["))
          .forEach(text -> names.add(text.replace('/', '.')));
    }
    return names;
  }

  private static Path folderOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
