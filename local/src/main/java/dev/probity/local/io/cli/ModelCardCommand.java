// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.CardDesk;
import dev.probity.local.io.DataFolder;
import dev.probity.local.io.ReleaseDesk;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.trainer.card.ReleaseCard;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The card of a release. */
@Command(
    name = "card",
    description =
        "Writes what is known about a release, from its bundle, the topics and the gate as they are"
            + " now: every statement with where to check it, and what is not known.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelCardCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private ReleaseName name = new ReleaseName();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write it as a page of its own, without scripts.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    KafkaSettings kafka = brokers.settings(common, "local");
    List<ReleaseDesk.Said> said = new ReleaseDesk(kafka).said();
    ReleaseRegister register =
        ReleaseRegister.of(name.model(), said.stream().map(ReleaseDesk.Said::release).toList());
    ReleaseCard card =
        new CardDesk(DataFolder.view(common.data()), kafka).card(said, register, name.in(register));
    if (html != null) {
      Files.writeString(html, card.html());
    }
    if (common.json()) {
      new Printer(common).object("probity.model.card.v1", card.fields());
    } else {
      card.lines().forEach(common.out()::println);
      common.out().flush();
    }
    return Exit.DONE;
  }
}
