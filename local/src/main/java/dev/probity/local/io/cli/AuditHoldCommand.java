// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.Erasures;
import dev.probity.auditsink.vault.Hold;
import dev.probity.local.io.LedgerAccess;
import dev.probity.local.io.Principal;
import dev.probity.topics.Roles;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Legal holds. */
@Command(
    name = "hold",
    description =
        "Keeps a person's records from being erased while the law demands them (GDPR Art."
            + " 17(3)(b)). For the data protection officer.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      AuditHoldCommand.Set.class,
      AuditHoldCommand.Release.class,
      AuditHoldCommand.Listing.class
    },
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class AuditHoldCommand implements Runnable {
  private static final String MAY_NOT = "1:software error, or the token may not do this";

  @Spec private @Nullable CommandSpec spec;

  AuditHoldCommand() {}

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Set, release or list?");
    }
  }

  /** Sets one. */
  @Command(
      name = "set",
      description = "Holds a person's records until a day.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {Exit.DONE_LINE, MAY_NOT, Exit.USAGE_LINE})
  static final class Set implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Acting acting = new Acting();

    @Parameters(paramLabel = "SUBJECT", description = "Id of the candidate.")
    private String subject = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Which obligation; no personal data.",
        required = true)
    private String reason = "";

    @Option(
        names = "--until",
        paramLabel = "DATE",
        description = "Last day, as 2027-01-31, in UTC.",
        required = true)
    private LocalDate until = LocalDate.EPOCH;

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      Principal dpo = acting.principal(common, Roles.DPO);
      try (LedgerAccess access = LedgerAccess.open(common.data());
          Erasures erasures = Erasures.connect(access.eraser())) {
        LedgerAccess.Referenced person = access.referenced(subject, null);
        long id =
            erasures.hold(
                person.name(),
                person.reference(),
                reason,
                until.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                dpo.subject());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hold", id);
        fields.put("until", until.toString());
        new Printer(common).object("probity.audit.hold.v1", fields);
        return Exit.DONE;
      }
    }
  }

  /** Releases one. */
  @Command(
      name = "release",
      description = "Ends a hold. An erasure it put off is done by the running process.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {
        Exit.DONE_LINE,
        "1:software error, no such hold, or the token may not do this",
        Exit.USAGE_LINE
      })
  static final class Release implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Acting acting = new Acting();

    @Parameters(paramLabel = "HOLD", description = "Number of the hold, as set and list tell it.")
    private long hold;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why it ends; no personal data.",
        required = true)
    private String reason = "";

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      Principal dpo = acting.principal(common, Roles.DPO);
      try (LedgerAccess access = LedgerAccess.open(common.data());
          Erasures erasures = Erasures.connect(access.eraser())) {
        if (!erasures.release(hold, reason, dpo.subject())) {
          common.err().println("No hold " + hold + " stands. Maybe: probity audit hold list");
          return Exit.SOFTWARE;
        }
        new Printer(common).object("probity.audit.hold.v1", Map.of("released", hold));
        return Exit.DONE;
      }
    }
  }

  /** Lists those that stand. */
  @Command(
      name = "list",
      description = "Shows the holds that stand.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {Exit.DONE_LINE, MAY_NOT, Exit.USAGE_LINE})
  static final class Listing implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Acting acting = new Acting();

    @Override
    public Integer call() throws IOException {
      common.logToStderr();
      acting.principal(common, Roles.DPO);
      try (LedgerAccess access = LedgerAccess.open(common.data());
          Erasures erasures = Erasures.connect(access.eraser())) {
        List<Hold> holds = erasures.holds();
        if (common.json()) {
          List<Map<String, Object>> all = new ArrayList<>();
          holds.forEach(one -> all.add(fields(one)));
          new Printer(common).object("probity.audit.holds.v1", Map.of("holds", all));
        } else {
          holds.forEach(one -> new Printer(common).object("probity.audit.hold.v1", fields(one)));
          common.progress().line(holds.size() + " holds stand");
        }
        return Exit.DONE;
      }
    }

    private static Map<String, Object> fields(Hold hold) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("hold", hold.id());
      fields.put("subject", hold.subject());
      fields.put("until", hold.until().toString());
      fields.put("reason", hold.reason());
      fields.put("by", hold.setBy());
      return fields;
    }
  }
}
