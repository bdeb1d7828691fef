// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.VerifyReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints what a verifier saw: what is wrong, against whom it holds, and the verdict last. */
final class Verdict {
  private static final String SCHEMA = "probity.audit.verify.v1";

  private Verdict() {}

  static void print(Common common, VerifyReport report) {
    if (common.json()) {
      new Printer(common).object(SCHEMA, fields(report));
      return;
    }
    report.findings().forEach(finding -> common.out().println(text(finding)));
    if (report.faults() == 0) {
      report.heldBy().forEach(line -> common.out().println("holds by " + line));
    }
    common.out().println(report.lastLine());
    common.out().flush();
  }

  private static String text(Finding finding) {
    return "%s at entry %d in %s: expected %s, found %s"
        .formatted(
            finding.code(),
            finding.firstIdx(),
            finding.where(),
            finding.expected(),
            finding.found());
  }

  private static Map<String, Object> fields(VerifyReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("exitCode", report.exitCode());
    fields.put("size", report.size());
    fields.put("root", report.root().base64());
    fields.put("checkpoints", report.checkpoints());
    fields.put("anchors", report.anchors());
    fields.put("heldBy", report.heldBy());
    fields.put("faults", report.faults());
    fields.put("findings", report.findings().stream().map(Verdict::fields).toList());
    fields.put("unchecked", report.unchecked());
    return fields;
  }

  private static Map<String, Object> fields(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", finding.code().name());
    fields.put("firstIdx", finding.firstIdx());
    fields.put("lastIdx", finding.lastIdx());
    fields.put("where", finding.where());
    fields.put("expected", finding.expected());
    fields.put("found", finding.found());
    return fields;
  }
}
