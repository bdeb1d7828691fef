// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.io.Erasures;
import dev.probity.auditsink.vault.Erasure;
import dev.probity.auditsink.vault.ErasureCertificate;
import dev.probity.auditsink.vault.ErasureState;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.topics.Roles;
import dev.probity.trainer.io.ErasedPeople;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets a person. */
@Command(
    name = "erase",
    description =
        "Forgets a person (GDPR Art. 17): destroys the key of the person's records and the records,"
            + " rewrites what held them, tells the ledger which entries lost theirs, and certifies"
            + " every copy. Entries and proofs stay. While a legal hold stands it is put off, and"
            + " done by itself when the hold ends. With the id of a known request alone it goes on"
            + " with that request, or certifies it again. For the data protection officer.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, an unknown request, or the token may not do this",
      Exit.USAGE_LINE,
      "7:timeout: the projector or an old reader must go first; run it again",
      "8:put off by a legal hold"
    })
final class AuditEraseCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private Common common = new Common();
  @Mixin private Acting acting = new Acting();

  @ArgGroup private @Nullable Whom whom;

  @Option(
      names = "--request",
      paramLabel = "ID",
      description = "Id of the request, from whoever keeps the requests; no name of a person.",
      required = true)
  private String request = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for the record; no personal data (default: ${DEFAULT-VALUE}).",
      defaultValue = "request under GDPR Art. 17")
  private String reason = "";

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Where to write the certificate as JSON, and as text with .txt behind.")
  private @Nullable Path certificate;

  /** Who is forgotten. */
  static final class Whom {
    @Parameters(paramLabel = "SUBJECT", description = "Id of the candidate.")
    private @Nullable String subject;

    @Option(
        names = "--entry",
        paramLabel = "IDX",
        description = "A dead letter that names nobody, by its ledger entry.")
    private @Nullable Long entry;
  }

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    Principal dpo = acting.principal(common, Roles.DPO);
    try (LedgerAccess access = LedgerAccess.open(common.data());
        Erasures erasures = Erasures.connect(access.eraser())) {
      Whom asked = whom;
      if (asked != null) {
        LedgerAccess.Referenced person = access.referenced(asked.subject, asked.entry);
        if (asked.subject != null) {
          // First, and also while a hold stands: no later data set may have a row of this person.
          ErasedPeople.add(common.data().resolve("datasets"), asked.subject);
        }
        erasures.request(request, person.name(), person.reference(), reason, dpo.subject());
      } else if (erasures.of(request) == null) {
        common.err().println("There is no request of this id. Maybe name the SUBJECT too");
        return Exit.SOFTWARE;
      }
      Progress progress = common.progress();
      progress.begin("erasing");
      erasures.run(request, PATIENCE);
      progress.end("a request");
      if (!access.running()) {
        progress.line("nothing runs here: the ledger is told when probity up is started");
      }
      return told(erasures.of(request));
    } catch (LedgerException e) {
      if (!e.sqlState().equals(Erasures.NOT_YET)) {
        throw e;
      }
      common.err().println("Not all of it yet: the projector, or a reader that began before");
      common.err().println("Maybe start probity up, which goes on by itself, or run this again");
      return Exit.TIMEOUT;
    }
  }

  private int told(@Nullable Erasure erasure) throws IOException {
    if (erasure == null) {
      throw new IllegalStateException("request " + request + " vanished");
    }
    if (erasure.state() != ErasureState.DONE) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("request", request);
      fields.put("state", erasure.state().code());
      fields.put("due", String.valueOf(erasure.due()));
      new Printer(common).object("probity.audit.erasure.v1", fields);
      return Exit.INCOMPLETE;
    }
    ErasureCertificate done =
        ErasureCertificate.of(erasure, LedgerAccess.names(), LedgerAccess.expiry());
    if (certificate != null) {
      Files.writeString(certificate, Printer.json("probity.audit.erasure.v1", done.fields()));
      Files.writeString(Path.of(certificate + ".txt"), done.text());
    }
    if (common.json()) {
      new Printer(common).object("probity.audit.erasure.v1", done.fields());
    } else {
      common.out().print(done.text());
      common.out().flush();
    }
    return Exit.DONE;
  }
}
