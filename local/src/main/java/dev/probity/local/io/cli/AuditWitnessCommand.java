// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.WitnessService;
import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.VerifierKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a witness, for somebody who is not the operator. */
@Command(
    name = "witness",
    description =
        "Watches ledgers and cosigns a head only if it extends the one cosigned last. To be run by"
            + " somebody other than the operator, on another machine; needs a folder and a port.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      Exit.INTERRUPTED_LINE,
      Exit.TERMINATED_LINE
    })
final class AuditWitnessCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the witness and its key, such as council.example/w1.",
      required = true)
  private String name = "";

  @Option(
      names = "--log",
      paramLabel = "KEY",
      description = "Public key of a ledger to watch.",
      required = true)
  private List<String> logs = List.of();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "What it remembers, and its key (default: ${DEFAULT-VALUE}).",
      defaultValue = "witness")
  private Path folder = Path.of("witness");

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where to listen (default: ${DEFAULT-VALUE}).",
      defaultValue = "127.0.0.1:8790")
  private String listen = "127.0.0.1:8790";

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    int colon = listen.lastIndexOf(':');
    InetSocketAddress address =
        new InetSocketAddress(
            listen.substring(0, Math.max(colon, 0)), Integer.parseInt(listen.substring(colon + 1)));
    Cosigner key = WitnessService.key(folder, name);
    List<VerifierKey> watched = logs.stream().map(VerifierKey::parse).toList();
    CountDownLatch stopped = new CountDownLatch(1);
    try (WitnessService service =
        new WitnessService(address, key, watched, folder, InstantSource.system())) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("key", key.key().toString());
      fields.put("port", service.port());
      new Printer(common).object("probity.audit.witness.v1", fields);
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
      stopped.await();
    }
    return Exit.DONE;
  }
}
