// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The looks of a run's page, light and dark, and their digest for its policy. */
final class RunPageStyle {
  static final String CSS =
      """
      :root{color-scheme:light dark}
      :root{--ink:#1b1f24;--soft:#5b6570;--grid:#e3e7eb;--paper:#fff;--main:#0b5fa5;\
      --other:#c45a00;--faint:#9fb3c8}
      @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3adb8;--grid:#2c333a;\
      --paper:#14181c;--main:#6cb2f2;--other:#f0994d;--faint:#4f6478}}
      body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
      main{max-width:1080px;margin:0 auto;padding:24px}
      h1{font-size:24px}h2{font-size:18px;margin:36px 0 8px}
      table{border-collapse:collapse;margin:8px 0;font-variant-numeric:tabular-nums}
      th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid var(--grid);\
      vertical-align:top;white-space:nowrap}
      td:last-child{white-space:normal;overflow-wrap:anywhere}
      th{color:var(--soft);font-weight:600}
      .won{font-weight:700}
      .row{display:flex;flex-wrap:wrap;gap:10px}
      figure{margin:8px 0;overflow-x:auto}
      summary{cursor:pointer;color:var(--soft)}
      svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
      svg .name{font-size:12px;fill:var(--ink)}svg .axis{font-size:12px}
      svg .mid{text-anchor:middle}svg .end{text-anchor:end}
      .grid{stroke:var(--grid)}.limit{stroke:var(--soft);stroke-dasharray:4 4}
      .curve{fill:none;stroke:var(--main);stroke-width:2}.thin{stroke-width:1}
      .chance{fill:none;stroke:var(--soft);stroke-dasharray:3 4}
      .whisker{stroke:var(--ink);stroke-width:1.5}
      .point{fill:var(--main)}.bar{fill:var(--main);opacity:.75}
      svg .curve.faint{stroke:var(--faint);stroke-width:1}svg .point.faint{fill:var(--faint)}
      .v0{fill:#1f6fb4}.v1{fill:#3a7fb0}.v2{fill:#578fab}.v3{fill:#749fa5}.v4{fill:#93a89a}
      .v5{fill:#b3a37f}.v6{fill:#c89660}.v7{fill:#d58642}.v8{fill:#dc7226}.v9{fill:#d95c0f}
      .miss{fill:none;stroke:var(--soft)}
      @media print{figure,tr{break-inside:avoid}}
      """;

  private RunPageStyle() {}

  /** SHA-256 of the style, in base64, as a content security policy names it. */
  static String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(sha.digest(CSS.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
