// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the compiler's own parser sees in one source file.
 *
 * @param path the file
 * @param text its characters
 * @param types its types, nested ones included
 * @param methods its methods with their length in lines
 */
record ParsedSource(Path path, String text, List<Type> types, List<Method> methods) {

  /**
   * A type.
   *
   * @param name simple name
   * @param line first line
   * @param isPublic declared public, and so are its owners
   * @param isRecord a record
   * @param components record component names
   * @param javadoc its documentation comment, empty when absent
   */
  record Type(
      String name,
      long line,
      boolean isPublic,
      boolean isRecord,
      List<String> components,
      String javadoc) {}

  /**
   * A method.
   *
   * @param name its name
   * @param line first line
   * @param lines from the first modifier to the closing brace
   * @param parameterTypes types as written
   */
  record Method(String name, long line, long lines, List<String> parameterTypes) {}

  List<String> lines() {
    return text.lines().toList();
  }

  static ParsedSource of(Path path, String text) throws IOException {
    return all(Map.of(path, text)).get(0);
  }

  /** Parses all files in one run of the parser, which is what makes it quick. */
  static List<ParsedSource> all(Map<Path, String> texts) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> files = new ArrayList<>();
    texts.forEach((path, text) -> files.add(new Source(path, text)));
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, files);
    DocTrees trees = DocTrees.instance(task);
    List<ParsedSource> parsed = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      Path path = Path.of(unit.getSourceFile().toUri());
      Collector collector = new Collector(trees, unit);
      collector.scan(unit, null);
      parsed.add(
          new ParsedSource(path, texts.getOrDefault(path, ""), collector.types, collector.methods));
    }
    return parsed;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Path path, String text) {
      super(path.toUri(), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Collector extends TreePathScanner<Void, Void> {
    private final DocTrees trees;
    private final CompilationUnitTree unit;
    private final LineMap lines;
    private final SourcePositions positions;
    private final List<Type> types = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();
    private boolean visible = true;

    Collector(DocTrees trees, CompilationUnitTree unit) {
      this.trees = trees;
      this.unit = unit;
      this.lines = unit.getLineMap();
      this.positions = trees.getSourcePositions();
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      boolean before = visible;
      Tree owner = getCurrentPath().getParentPath().getLeaf();
      boolean inInterface = owner.getKind() == Tree.Kind.INTERFACE;
      visible = before && (inInterface || type.getModifiers().getFlags().contains(Modifier.PUBLIC));
      boolean isRecord = type.getKind() == Tree.Kind.RECORD;
      List<String> components = new ArrayList<>();
      if (isRecord) {
        for (Tree member : type.getMembers()) {
          if (member instanceof VariableTree field
              && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
            components.add(field.getName().toString());
          }
        }
      }
      String comment = trees.getDocComment(getCurrentPath());
      types.add(
          new Type(
              type.getSimpleName().toString(),
              line(type),
              visible,
              isRecord,
              components,
              comment == null ? "" : comment));
      super.visitClass(type, nothing);
      visible = before;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      long end = positions.getEndPosition(unit, method);
      if (end >= 0) {
        methods.add(
            new Method(
                method.getName().toString(),
                line(method),
                lines.getLineNumber(end) - line(method) + 1,
                method.getParameters().stream().map(p -> String.valueOf(p.getType())).toList()));
      }
      return super.visitMethod(method, nothing);
    }

    private long line(Tree tree) {
      return lines.getLineNumber(positions.getStartPosition(unit, tree));
    }
  }
}
