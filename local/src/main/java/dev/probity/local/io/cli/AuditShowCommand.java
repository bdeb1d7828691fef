// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.io.LedgerEntries;
import dev.probity.local.io.LedgerAccess;
import dev.probity.topics.record.EventType;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows one entry. */
@Command(
    name = "show",
    description =
        "Shows the fields of one entry: where its record came from, when, what it is about, and"
            + " what it commits to. No personal data.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or the ledger holds no such entry",
      Exit.USAGE_LINE
    })
final class AuditShowCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--idx",
      paramLabel = "N",
      description = "Position in the ledger, from 0.",
      required = true)
  private long idx;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try (LedgerAccess access = LedgerAccess.open(common.data());
        LedgerEntries ledger = LedgerEntries.connect(access.reader())) {
      LedgerEntries.Found found = ledger.find(idx);
      if (found == null) {
        common.err().println("The ledger holds no entry " + idx);
        common.err().println("Maybe it is not in yet, or its month was dropped after retention");
        return Exit.SOFTWARE;
      }
      new Printer(common).object("probity.audit.entry.v1", fields(found));
      return Exit.DONE;
    }
  }

  private static Map<String, Object> fields(LedgerEntries.Found found) {
    Entry entry = found.entry();
    EventType event = EventType.numbered(entry.eventType());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("idx", entry.idx());
    fields.put("event", event.code());
    fields.put("topic", entry.source().topic());
    fields.put("partition", entry.source().partition());
    fields.put("offset", entry.offset());
    fields.put("seq", entry.seq());
    fields.put("recordTime", time(entry.recordTime()));
    fields.put("timeKind", entry.timeKind().toString());
    fields.put("appendTime", time(entry.appendTime()));
    fields.put("schemaId", entry.schemaId());
    fields.put("decisionId", text(entry.decisionId()));
    fields.put("modelDigest", text(entry.modelDigest()));
    fields.put("keyCommit", text(entry.keyCommit()));
    fields.put("valueCommit", text(entry.valueCommit()));
    fields.put("headersCommit", text(entry.headersCommit()));
    fields.put("bodyDigest", text(entry.bodyDigest()));
    fields.put("encrypted", entry.encrypted());
    fields.put("body", found.body() ? "stored" : "gone");
    fields.put("signedSize", found.signed());
    return fields;
  }

  private static @Nullable String time(long millis) {
    return millis < 0 ? null : Instant.ofEpochMilli(millis).toString();
  }

  private static @Nullable String text(@Nullable Object hash) {
    return hash == null ? null : hash.toString();
  }
}
