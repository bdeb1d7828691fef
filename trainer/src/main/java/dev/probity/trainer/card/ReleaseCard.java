// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.card;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known about a release. Every statement names where it can be checked; what nobody wrote
 * down is listed and never made up.
 *
 * @param model name of the model
 * @param version version of the release
 * @param digest SHA-256 of the release bundle
 * @param statements by section, in the order they are read
 * @param unknown what is not known, in words
 */
public record ReleaseCard(
    String model,
    String version,
    String digest,
    Map<String, List<Statement>> statements,
    List<String> unknown) {
  /** Copies. */
  public ReleaseCard {
    Map<String, List<Statement>> copy = new LinkedHashMap<>();
    statements.forEach((section, all) -> copy.put(section, List.copyOf(all)));
    statements = Collections.unmodifiableMap(copy);
    unknown = List.copyOf(unknown);
  }

  /**
   * One thing that is known.
   *
   * @param name what about
   * @param text what
   * @param evidence where it can be checked: a digest, a path, or topic, partition and offset
   */
  public record Statement(String name, String text, String evidence) {}

  /** The fields of the card, by name, for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("version", version);
    fields.put("digest", digest);
    Map<String, Object> sections = new LinkedHashMap<>();
    statements.forEach(
        (section, all) -> sections.put(section, all.stream().map(ReleaseCard::fields).toList()));
    fields.put("statements", sections);
    fields.put("notKnown", unknown);
    return fields;
  }

  private static Map<String, Object> fields(Statement one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", one.name());
    fields.put("text", one.text());
    fields.put("evidence", one.evidence());
    return fields;
  }

  /** The card as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(model + " " + version + " " + digest);
    statements.forEach(
        (section, all) -> {
          lines.add("");
          lines.add(section);
          all.forEach(
              one ->
                  lines.add("  " + one.name() + ": " + one.text() + "  [" + one.evidence() + "]"));
        });
    lines.add("");
    lines.add("Not known");
    (unknown.isEmpty() ? List.of("nothing is missing that this card asks for") : unknown)
        .forEach(one -> lines.add("  " + one));
    return lines;
  }

  /** The card as a page of its own: no script, nothing loaded from elsewhere. */
  public String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>");
    page.append(escaped(model + " " + version)).append("</title>\n<style>");
    page.append(":root{color-scheme:light dark}");
    page.append("body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}");
    page.append("table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8888;");
    page.append("padding:.3rem;text-align:left;vertical-align:top}code{overflow-wrap:anywhere}");
    page.append("</style></head>\n<body>\n<h1>").append(escaped(model + " " + version));
    page.append("</h1>\n<p><code>").append(escaped(digest)).append("</code></p>\n");
    statements.forEach(
        (section, all) -> {
          page.append("<h2>").append(escaped(section)).append("</h2>\n<table>\n<tr>");
          page.append("<th scope=\"col\">What</th><th scope=\"col\">Statement</th>");
          page.append("<th scope=\"col\">Evidence</th></tr>\n");
          for (Statement one : all) {
            page.append("<tr><th scope=\"row\">").append(escaped(one.name()));
            page.append("</th><td>").append(escaped(one.text())).append("</td><td><code>");
            page.append(escaped(one.evidence())).append("</code></td></tr>\n");
          }
          page.append("</table>\n");
        });
    page.append("<h2>Not known</h2>\n<ul>\n");
    (unknown.isEmpty() ? List.of("Nothing is missing that this card asks for.") : unknown)
        .forEach(one -> page.append("<li>").append(escaped(one)).append("</li>\n"));
    return page.append("</ul>\n</body>\n</html>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
