// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The files of the project as a reader sees them: no build output, no version control. */
final class Sources {
  static final Path ROOT =
      Path.of(System.getProperty("probity.root", "..")).toAbsolutePath().normalize();
  private static final Set<String> SKIPPED =
      Set.of("target", ".git", ".probity", ".idea", ".vscode", "node_modules", "__pycache__");

  private Sources() {}

  static List<Path> java() throws IOException {
    return files(path -> path.toString().endsWith(".java"));
  }

  static List<Path> mainJava() throws IOException {
    return files(path -> path.toString().endsWith(".java") && isMain(path));
  }

  static boolean isMain(Path path) {
    return path.toString().contains("/src/main/java/");
  }

  static List<Path> files(Predicate<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (wanted.test(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }
}
