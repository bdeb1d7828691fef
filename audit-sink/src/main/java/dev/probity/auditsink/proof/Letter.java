// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The letter in front of a bundle, in plain words (AI Act Art. 86): what the system's role was,
 * what it said, what weighed most, what a person did, and what the proof shows and does not. Not
 * evidence: the records beside it are.
 */
final class Letter {
  private static final int MOST_ELEMENTS = 10;
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'">
      <title>About one decision</title>
      <style>
      body { font: 17px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
        padding: 0 1rem; color: #1b1b1b; background: #fff }
      td, th { padding: .2rem 1rem .2rem 0; text-align: left } td.n { text-align: right }
      code { word-break: break-all }
      </style>
      </head>
      <body>
      <h1>About one decision</h1>
      """;
  private static final String LIMITS =
      """
      <h2>What the proof shows, and what it does not</h2>
      <p>It shows that these records stood, unchanged since, in a ledger whose head was signed with
      the key named in <code>policy.txt</code>. With the cosignature of a witness it also holds
      against whoever has that key.</p>
      <p>It does not show that a record is true, that the decision was fair, that nothing happened
      outside the ledger, or that the operator's clock was right. This letter is a rendering of the
      records and is itself no evidence. <code>VERIFY.md</code> says how to check everything with
      programs that are not ours.</p>
      </body>
      </html>
      """;

  private final String decisionId;
  private final Checkpoint head;
  private final List<String> people = new ArrayList<>();
  private @Nullable Prediction prediction;
  private @Nullable Explanation explanation;
  private boolean erased;

  Letter(String decisionId, Checkpoint head) {
    this.decisionId = decisionId;
    this.head = head;
  }

  /** Takes a record in; null when its content is erased. */
  void add(Entry entry, @Nullable Body body) {
    if (body == null) {
      erased = true;
      return;
    }
    byte[] value = body.value();
    EventType event = EventType.numbered(entry.eventType());
    if (value == null) {
      return;
    }
    if (event == EventType.PREDICTION_SCORED && prediction == null) {
      prediction = read(Topics.PREDICTIONS.codec(), value);
    } else if (event == EventType.EXPLANATION_COMPUTED && explanation == null) {
      explanation = read(Topics.EXPLANATIONS.codec(), value);
    } else if (event.code().startsWith("oversight.")) {
      OversightDecision decision = read(Topics.OVERSIGHT.codec(), value);
      if (decision != null) {
        people.add(
            "%s %s this decision%s: %s"
                .formatted(
                    decision.decidedAt(),
                    event.code().substring("oversight.".length()),
                    decision.band() == null ? "" : " to " + decision.band(),
                    decision.reason()));
      }
    }
  }

  static <T> @Nullable T read(RecordCodec<T> codec, byte[] value) {
    return switch (codec.decode(value)) {
      case Decoded.Valid<T>(T record) -> record;
      case Decoded.Invalid<T> invalid -> null;
    };
  }

  String html() {
    StringBuilder page = new StringBuilder(HEAD);
    paragraph(page, BundleLayout.ROLE);
    if (erased) {
      paragraph(
          page,
          "Records of this decision have been erased. Their entries and proofs remain and say that"
              + " and when they existed, not what they held.");
    }
    if (prediction != null) {
      said(page, prediction);
    }
    if (explanation != null) {
      why(page, explanation);
    }
    page.append("<h2>What people did</h2>\n");
    if (people.isEmpty()) {
      paragraph(page, "No decision of a person about it was recorded up to this head.");
    }
    people.forEach(line -> paragraph(page, line));
    page.append("<h2>Where it is recorded</h2>\n");
    paragraph(page, "Decision " + decisionId);
    paragraph(page, "Ledger " + head.origin() + ", signed head over " + head.size() + " entries");
    return page.append(LIMITS).toString();
  }

  private static void said(StringBuilder page, Prediction made) {
    page.append("<h2>What the system said</h2>\n");
    String sentence =
        String.format(
            Locale.ROOT,
            "For the application of %s received at %s, model %s %s computed a probability of %.1f"
                + " %%. That is %s its threshold of %.1f %%: band \u201c%s\u201d.",
            made.candidateId(),
            made.eventTime(),
            made.model(),
            made.modelVersion(),
            100 * made.probability(),
            made.positive() ? "above" : "not above",
            100 * made.threshold(),
            made.band());
    paragraph(page, sentence);
  }

  private static void why(StringBuilder page, Explanation given) {
    page.append("<h2>What weighed most</h2>\n<ul>\n");
    given.reasonCodes().forEach(r -> page.append("<li>").append(text(r.text())).append("</li>\n"));
    page.append(
        "</ul>\n<table>\n<tr><th>element</th><th>share of the score (log-odds)</th></tr>\n");
    given.contributions().stream()
        .sorted(Comparator.comparingDouble((Contribution one) -> -Math.abs(one.value())))
        .limit(MOST_ELEMENTS)
        .forEach(
            one ->
                page.append(
                    String.format(
                        Locale.ROOT,
                        "<tr><td>%s</td><td class=\"n\">%+.3f</td></tr>%n",
                        text(one.feature()),
                        one.value())));
    page.append("</table>\n");
    paragraph(
        page,
        String.format(
            Locale.ROOT,
            "The %d elements and the base value %.3f add up to the score %.3f.",
            given.contributions().size(),
            given.baseValue(),
            given.margin()));
  }

  private static void paragraph(StringBuilder page, String words) {
    page.append("<p>").append(text(words)).append("</p>\n");
  }

  /** Words as HTML shows them. */
  static String text(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** How to check a bundle with foreign tools. */
  static String guide() {
    return """
    # How to check this file

    With Probity: `probity audit verify --bundle FILE --policy POLICY`. Without it:

    1. Get the ledger's public key from somewhere you trust, not from this file, and write it
       into a policy of two lines: `log <key>` and `quorum none`.
    2. `python3 verify.py FILE POLICY` (one file, standard library only), or open `verify.html`
       in a browser, offline. Both are in the repository under `docs/verifiers/`.
    3. Or by hand. `proofs/<idx>.tlog-proof` is a C2SP tlog-proof; any tool for signed notes and
       RFC 6962 trees reads it. The leaf is SHA-256(0x00 || entry), the entry is
       `entries/<idx>.entry`. The last lines are the signed head.
    4. A record is what its entry commits to: SHA-256("probity/v1/payload" || salt || record)
       is the 32 bytes at 86 of the entry. The salt stands, in hexadecimal, in the base64 JSON
       of the line `extra`. The key: "probity/v1/key", `keySalt`, the 32 bytes at 54.

    Every file is listed in `manifest.json` with its SHA-256.
    """;
  }
}
