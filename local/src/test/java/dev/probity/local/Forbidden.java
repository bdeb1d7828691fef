// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Something that must not appear in a source file.
 *
 * @param name what it is
 * @param pattern how it looks in one line
 * @param where whether the rule reads a file, given its path and whether it is main code
 * @param example a line that breaks it
 */
record Forbidden(String name, Pattern pattern, BiPredicate<String, Boolean> where, String example) {

  private static final BiPredicate<String, Boolean> EVERYWHERE =
      (path, main) -> !path.endsWith("/Forbidden.java");
  private static final BiPredicate<String, Boolean> MAIN = (path, main) -> main;
  private static final BiPredicate<String, Boolean> PURE =
      (path, main) -> main && !path.contains("/io/");

  /** Shell classes at a process boundary that may catch whatever comes: a bug stops the process. */
  private static final List<String> BOUNDARIES =
      List.of("Main.java", "BugBoundary.java", "Retrying.java");

  static final List<Forbidden> RULES =
      List.of(
          new Forbidden(
              "wildcard import",
              Pattern.compile("^import (static )?[\\w.]+\\.\\*;"),
              EVERYWHERE,
              "import java.util.*;"),
          new Forbidden(
              "console output",
              Pattern.compile("System\\.(out|err)\\b|printStackTrace"),
              (path, main) ->
                  main && !path.endsWith("Main.java") && !path.contains("/local/io/cli/"),
              "class A { void a() { System.out.println(); } }"),
          new Forbidden(
              "clock, randomness or environment in pure code",
              Pattern.compile(
                  "\\b(Instant|LocalDate|LocalDateTime|ZonedDateTime|OffsetDateTime)(\\.|::)now\\b"
                      + "|Clock\\.system|InstantSource\\.system|System\\.(currentTimeMillis|nanoTime|getenv|getProperty)|new"
                      + " (Secure)?Random\\(|Math\\.random|ThreadLocalRandom|UUID\\.randomUUID"),
              PURE,
              "class A { Object a = System.nanoTime(); }"),
          new Forbidden(
              "topic name",
              Pattern.compile(
                  "\"probity\\.(candidates|predictions|explanations|outcomes|oversight|signals|alerts"
                      + "|retraining|models|rejects|audit|checkpoints)\\.v[0-9]+\""),
              (path, main) -> main && !path.endsWith("/Topics.java"),
              "class A { String a = \"probity.candidates.v1\"; }"),
          new Forbidden(
              "catch-all",
              Pattern.compile("catch \\((final )?(Exception|Throwable|RuntimeException) "),
              (path, main) -> main && BOUNDARIES.stream().noneMatch(path::endsWith),
              "class A { void a() { try { a(); } catch (Exception e) { } } }"),
          new Forbidden(
              "sleep",
              Pattern.compile("Thread\\.sleep"),
              (path, main) ->
                  !path.endsWith("/Forbidden.java") && (!main || !path.contains("/io/")),
              "class A { void a() { Thread.sleep(1); } }"),
          new Forbidden(
              "disabled test", Pattern.compile("@Disabled"), EVERYWHERE, "@Disabled class A {}"),
          new Forbidden(
              "suppressed warning without a reason",
              Pattern.compile("@SuppressWarnings\\([^)]*\\)\\s*$"),
              EVERYWHERE,
              "@SuppressWarnings(\"unused\")\nclass A {}"),
          new Forbidden(
              "open end",
              Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?! #\\d+)"),
              EVERYWHERE,
              "// TODO later"),
          new Forbidden(
              "mocks",
              Pattern.compile("org\\.mockito|lombok|org\\.easymock|powermock"),
              EVERYWHERE,
              "import org.mockito.Mockito;"),
          new Forbidden(
              "commented-out code", Pattern.compile("^\\s*// .*;\\s*$"), MAIN, "// int a = 1;"));

  boolean applies(String path, boolean main) {
    return where.test(path, main);
  }

  List<String> findings(ParsedSource source) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (String line : source.lines()) {
      number++;
      if (pattern.matcher(line).find()) {
        found.add(Sources.ROOT.relativize(source.path()) + ":" + number + " " + name);
      }
    }
    return found;
  }
}
