// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.record.EventType;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names of a bundle's files, and its manifest. Both follow from the entries and files alone, so a
 * verifier makes them again and compares; it need not believe a word of the manifest.
 */
final class BundleLayout {
  static final String MANIFEST = "manifest.json";
  static final String POLICY = "policy.txt";
  static final String STATEMENT = "statement.html";
  static final String GUIDE = "VERIFY.md";
  static final String ENTRIES = "entries/";
  static final String ENTRY = ".entry";
  static final String PROOFS = "proofs/";
  static final String PROOF = ".tlog-proof";

  /** What the system does in the procedure (AI Act Art. 86), the same for every decision. */
  static final String ROLE =
      "The system computes a score from the recorded features and recommends a band."
          + " It decides nothing: a person decides, and records the decision.";

  private static final Map<EventType, String> PLAIN =
      Map.of(
          EventType.CANDIDATE_RECEIVED, "candidate.json",
          EventType.PREDICTION_SCORED, "prediction.json",
          EventType.EXPLANATION_COMPUTED, "explanation.json");

  private BundleLayout() {}

  static String entryFile(long idx) {
    return ENTRIES + idx + ENTRY;
  }

  static String proofFile(long idx) {
    return PROOFS + idx + PROOF;
  }

  /** Name of the file with an entry's raw record, by idx; the first of its kind has a plain one. */
  static SortedMap<Long, String> recordFiles(Collection<Entry> entries) {
    SortedMap<Long, String> names = new TreeMap<>();
    for (Entry entry : entries) {
      String plain = PLAIN.get(EventType.numbered(entry.eventType()));
      boolean free = plain != null && !names.containsValue(plain);
      names.put(entry.idx(), free ? plain : "records/" + entry.idx() + ".json");
    }
    return names;
  }

  /** The manifest over all other files, as canonical JSON. */
  static Bytes manifest(
      String decisionId, long size, Map<Long, String> records, Map<String, Bytes> files) {
    String listed =
        files.entrySet().stream()
            .filter(file -> !file.getKey().equals(MANIFEST))
            .map(
                file ->
                    "{\"name\":\"%s\",\"sha256\":\"%s\"}"
                        .formatted(file.getKey(), sha256(file.getValue())))
            .collect(Collectors.joining(","));
    String about =
        records.entrySet().stream()
            .filter(each -> files.containsKey(each.getValue()))
            .map(each -> "{\"file\":\"%s\",\"idx\":%d}".formatted(each.getValue(), each.getKey()))
            .collect(Collectors.joining(","));
    String json =
        """
        {"decisionId":"%s","files":[%s],"records":[%s],"role":"%s",\
        "schema":"probity.audit.proof.v1","size":%d}\
        """
            .formatted(decisionId, listed, about, ROLE, size);
    return Bytes.copyOf(json.getBytes(StandardCharsets.US_ASCII));
  }

  private static String sha256(Bytes bytes) {
    return HexFormat.of().formatHex(TreeHasher.sha256().digest(bytes.toArray()));
  }
}
