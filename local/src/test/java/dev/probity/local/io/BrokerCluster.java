// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/** The brokers of one cluster, each a process of its own that can be killed and started again. */
final class BrokerCluster implements Closeable {
  private final List<Member> members;

  /** One broker; its process is the last that was started. */
  private static final class Member {
    private final Path folder;
    private final int port;
    private final EmbeddedBroker.Node node;
    private Process process;

    Member(Path folder, int port, EmbeddedBroker.Node node) throws IOException {
      this.folder = folder;
      this.port = port;
      this.node = node;
      this.process = SeparateServer.node(folder, port, node);
    }

    void restart() throws IOException {
      process = SeparateServer.node(folder, port, node);
    }

    void awaitReady() throws IOException {
      SeparateServer.ready(process, folder);
    }
  }

  private BrokerCluster(List<Member> members) throws IOException {
    this.members = members;
    for (Member one : members) {
      one.awaitReady();
    }
  }

  /** One broker that is the whole cluster, on the ports of its data folder. */
  static BrokerCluster alone(Path folder, Ports ports) throws IOException {
    return new BrokerCluster(
        List.of(new Member(folder, ports.kafka(), EmbeddedBroker.Node.alone(ports.controller()))));
  }

  /** So many brokers; every record is on all of them, and one of them may be missing. */
  static BrokerCluster of(int nodes, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Ports> ports = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      ports.add(Ports.anyFree(new Random()));
    }
    List<Integer> controllers = ports.stream().map(Ports::controller).toList();
    String cluster = Uuid.randomUuid().toString();
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      members.add(
          new Member(
              folder.resolve("broker-" + (i + 1)),
              ports.get(i).kafka(),
              new EmbeddedBroker.Node(i + 1, cluster, controllers)));
    }
    return new BrokerCluster(members);
  }

  String bootstrapServers() {
    return members.stream().map(one -> "127.0.0.1:" + one.port).collect(Collectors.joining(","));
  }

  /** Whether the process of a broker lives, by its number from 1. */
  boolean isAlive(int id) {
    return members.get(id - 1).process.isAlive();
  }

  /** SIGKILL of a broker; returns its process id when it is gone. */
  long kill(int id) throws InterruptedException {
    Process process = members.get(id - 1).process;
    process.destroyForcibly().waitFor();
    return process.pid();
  }

  /** Starts a broker again; returns when it takes requests. */
  void start(int id) throws IOException {
    members.get(id - 1).restart();
    members.get(id - 1).awaitReady();
  }

  @Override
  public void close() {
    members.forEach(one -> one.process.destroyForcibly());
  }
}
