// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.local.io.RejectsDesk;
import dev.probity.local.io.RejectsDesk.Filed;
import dev.probity.topics.Roles;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one dead letter with what is in it. */
@Command(
    name = "show",
    description =
        "One dead letter: why it was refused, and the original key, headers and bytes. It may hold"
            + " personal data, so that who looked is on record.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or there is no such dead letter",
      Exit.USAGE_LINE
    })
final class DlqShowCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();

  @Parameters(
      paramLabel = "POSITION",
      description = "Where it stands, as dlq list prints it, for example 0@17.",
      converter = LetterPosition.Converter.class)
  private LetterPosition position = new LetterPosition(0, 0);

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    Principal reader = acting.principal(common, Roles.OPERATOR);
    Filed found =
        new RejectsDesk(brokers.settings(common, "local"))
            .at(position.partition(), position.offset());
    if (found == null) {
      common.err().println("There is no dead letter at " + position);
      common.err().println("Maybe retention dropped it; probity dlq list shows what there is");
      return Exit.SOFTWARE;
    }
    try (LedgerAccess access = LedgerAccess.open(common.data())) {
      if (!access.recordRead(reader, "dead-letter:" + position, "probity dlq show")) {
        common.progress().line("nothing runs here, so that this read is not on record");
      }
    }
    new Printer(common).object("probity.dlq.letter.v1", fields(found));
    return Exit.DONE;
  }

  private static Map<String, @Nullable Object> fields(Filed found) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(DlqListCommand.fields(found));
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    for (RecordHeader header : found.reject().headers()) {
      headers.put(header.name(), text(header.value()));
    }
    fields.put("headers", headers);
    fields.put("key", text(found.reject().key()));
    fields.put("value", text(found.reject().value()));
    return fields;
  }

  /** As text where the bytes are one, else base64: a terminal must not obey a stranger's bytes. */
  private static @Nullable String text(@Nullable Bytes bytes) {
    if (bytes == null) {
      return null;
    }
    byte[] array = bytes.toArray();
    String text = new String(array, UTF_8);
    boolean plain = text.chars().noneMatch(c -> c == '\uFFFD' || (c < ' ' && c != '\n'));
    return plain ? text : "base64:" + Base64.getEncoder().encodeToString(array);
  }
}
