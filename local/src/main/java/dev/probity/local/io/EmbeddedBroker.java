// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller, inside this process, on loopback only.
 *
 * <p>The only class that touches Kafka's internal server classes: they change between versions, and
 * a bump of Kafka is then a change here and nowhere else.
 */
public final class EmbeddedBroker implements Closeable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String LEVEL = "probity-metadata-version";

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  /**
   * Who a node is among those of its cluster.
   *
   * @param id its number, from 1
   * @param clusterId the same for all of them; a folder keeps that of its first start
   * @param controllerPorts where the quorum talks, the first that of node 1
   */
  record Node(int id, String clusterId, List<Integer> controllerPorts) {
    Node {
      controllerPorts = List.copyOf(controllerPorts);
      if (id < 1 || id > controllerPorts.size()) {
        throw new IllegalArgumentException(
            "node " + id + " of " + controllerPorts.size() + ", expected one of them");
      }
    }

    static Node alone(int controllerPort) {
      return new Node(1, Uuid.randomUuid().toString(), List.of(controllerPort));
    }

    private int controllerPort() {
      return controllerPorts.get(id - 1);
    }

    private String voters() {
      StringJoiner voters = new StringJoiner(",");
      for (int i = 0; i < controllerPorts.size(); i++) {
        voters.add(i + 1 + "@" + LOOPBACK + ":" + controllerPorts.get(i));
      }
      return voters.toString();
    }

    /** Every record on every node, and one node may be missing. */
    private void replicate(Map<String, Object> settings) {
      String replicas = Integer.toString(controllerPorts.size());
      String insync = Integer.toString(Math.max(1, controllerPorts.size() - 1));
      settings.put("default.replication.factor", replicas);
      settings.put("min.insync.replicas", insync);
      settings.put("unclean.leader.election.enable", "false");
      settings.put("offsets.topic.replication.factor", replicas);
      settings.put("transaction.state.log.replication.factor", replicas);
      settings.put("transaction.state.log.min.isr", insync);
      settings.put("share.coordinator.state.topic.replication.factor", replicas);
      settings.put("share.coordinator.state.topic.min.isr", insync);
    }
  }

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts the node and returns when it takes requests; formats the folder the first time, never
   * again.
   *
   * @param folder log and metadata, kept over restarts
   * @param port where clients connect
   * @param controllerPort the node's own quorum
   */
  public static EmbeddedBroker start(Path folder, int port, int controllerPort) throws IOException {
    return start(folder, port, Node.alone(controllerPort));
  }

  /** Starts one node of a cluster. */
  static EmbeddedBroker start(Path folder, int port, Node node) throws IOException {
    format(PrivateFiles.folder(folder), node);
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(settings(folder, port, node), false), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(server, LOOPBACK + ":" + port);
  }

  /** What clients put into {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Hands the partitions back, flushes and closes; returns when the node is down. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path folder, Node node) throws IOException {
    MetadataVersion ours = MetadataVersion.latestProduction();
    Path level = folder.resolve(LEVEL);
    if (Files.exists(folder.resolve("meta.properties"))) {
      short theirs =
          Files.exists(level)
              ? Short.parseShort(Files.readString(level).strip())
              : ours.featureLevel();
      if (theirs > ours.featureLevel()) {
        throw new RefusedStartException(
            folder
                + " was written at metadata version "
                + theirs
                + ", this Kafka knows "
                + ours.featureLevel()
                + " ("
                + ours.version()
                + ")\nMaybe use the newer Probity that wrote it");
      }
      return;
    }
    Formatter formatter =
        new Formatter()
            .setNodeId(node.id())
            .setClusterId(node.clusterId())
            .setDirectories(List.of(folder.toString()))
            .setMetadataLogDirectory(folder.toString())
            .setControllerListenerName("CONTROLLER")
            .setReleaseVersion(ours)
            .setUnstableFeatureVersionsEnabled(false)
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    FutureTask<Path> formatting =
        new FutureTask<>(
            () -> {
              formatter.run();
              return folder;
            });
    formatting.run();
    try {
      formatting.get();
    } catch (ExecutionException failed) {
      throw new IOException("the broker's folder " + folder + " could not be formatted", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while formatting " + folder, interrupted);
    }
    Files.writeString(level, ours.featureLevel() + "\n");
  }

  private static Map<String, Object> settings(Path folder, int port, Node node) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(node.id()));
    settings.put("controller.quorum.voters", node.voters());
    settings.put(
        "listeners",
        "PLAINTEXT://"
            + LOOPBACK
            + ":"
            + port
            + ",CONTROLLER://"
            + LOOPBACK
            + ":"
            + node.controllerPort());
    settings.put("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", folder.toString());
    settings.put("auto.create.topics.enable", "false");
    node.replicate(settings);
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // After a kill the dead node's registration blocks the next start this long (default 9 s).
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "1000");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("num.recovery.threads.per.data.dir", "1");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    return settings;
  }
}
