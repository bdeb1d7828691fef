// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults that take long, or a machine's own: three brokers whose leaders are killed, a database
 * away for ten minutes, a broker whose disk is full. R1, R5 and R7 in their long form.
 */
@EnabledIfSystemProperty(
    named = "probity.soak",
    matches = "true",
    disabledReason = "SKIPPED: long faults run under ./probity test --soak")
class SoakFaultsIT {
  private static final int BAD_EVERY = 40;
  private static final Duration APART = Duration.ofSeconds(4);
  private static final Duration DISK_MOMENT = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @BeforeEach
  void packaged() throws IOException {
    for (String module : SeparateStack.MODULES) {
      assumeTrue(
          ProbityProcess.isPackaged(module),
          module + " is not packaged, or before a change; build without -Dprobity.apps.skip=true");
    }
  }

  /** What runs in each of these tests. */
  private interface Fault {
    void happen(SeparateStack stack, FaultInjection faults, CandidateStream stream)
        throws Exception;
  }

  private void survives(BrokerCluster brokers, int perSecond, Fault fault) throws Exception {
    try (DataFolder data =
            DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
        SeparateStack stack = SeparateStack.start(data, brokers);
        CandidateStream stream = new CandidateStream(stack.kafka(), perSecond, BAD_EVERY)) {
      FaultInjection faults =
          new FaultInjection(stack, data, stream, ProfileFiles.load("acs-salary"));
      faults.promote();
      for (String module : SeparateStack.MODULES) {
        stack.launch(module);
      }
      for (String module : SeparateStack.MODULES) {
        stack.awaitReady(module);
      }
      stream.start();
      fault.happen(stack, faults, stream);
      stream.finish();
      System.out.println(faults.recovery());
      StackVerdict.of(stack, data, stream).assertNothingLostOrDoubled();
      stack.stopModules();
    }
  }

  @Test
  void threeBrokersLoseTheirLeadersAndNothingElse() throws Exception {
    int kills = Integer.getInteger("probity.soak.kills", 12);
    BrokerCluster brokers = BrokerCluster.of(3, folder.resolve("brokers"));
    Set<Integer> killed = new HashSet<>();
    Set<Integer> controllers = new HashSet<>();
    survives(
        brokers,
        200,
        (stack, faults, stream) -> {
          for (int i = 0; i < kills; i++) {
            awaitEveryReplica(stack);
            boolean controller = i % 3 == 2;
            int victim = controller ? controller(stack) : leader(stack, i);
            int acknowledged = stream.acknowledged().size();
            long at = System.nanoTime();
            System.out.printf(
                "pid %-7d broker %d killed, %s%n",
                brokers.kill(victim),
                victim,
                controller ? "the active controller" : "leads candidates " + i % 4);
            (controller ? controllers : killed).add(victim);
            FaultInjection.await(
                "a record taken by the brokers left",
                () -> stream.acknowledged().size() > acknowledged + 200);
            System.out.printf("  records taken again, %.1f s%n", (System.nanoTime() - at) / 1e9);
            FaultInjection.pause(APART);
            brokers.start(victim);
          }
          awaitEveryReplica(stack);
        });
    assertTrue(killed.size() >= 2, "leaders on one broker only: " + killed);
    assertFalse(controllers.isEmpty());
  }

  private static int leader(SeparateStack stack, int i) throws Exception {
    String candidates = stack.kafka().names().of(Topics.CANDIDATES);
    try (Admin admin = Admin.create(stack.kafka().admin())) {
      TopicDescription topic =
          admin.describeTopics(Set.of(candidates)).allTopicNames().get().get(candidates);
      return topic.partitions().get(i % topic.partitions().size()).leader().id();
    }
  }

  private static int controller(SeparateStack stack) throws Exception {
    try (Admin admin = Admin.create(stack.kafka().admin())) {
      return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    }
  }

  /** Waits until every partition, also of the brokers' own topics, is on all three again. */
  private static void awaitEveryReplica(SeparateStack stack) throws Exception {
    try (Admin admin = Admin.create(stack.kafka().admin())) {
      FaultInjection.await(
          "every replica in sync",
          () ->
              admin
                  .describeTopics(
                      admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get())
                  .allTopicNames()
                  .get()
                  .values()
                  .stream()
                  .flatMap(topic -> topic.partitions().stream())
                  .allMatch(SoakFaultsIT::isWhole));
    }
  }

  private static boolean isWhole(TopicPartitionInfo partition) {
    return partition.replicas().size() == 3 && partition.isr().size() == 3;
  }

  @Test
  void theDatabaseIsAwayForTenMinutes() throws Exception {
    Duration away = Duration.ofSeconds(Integer.getInteger("probity.soak.away", 600));
    DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random())).close();
    Ports ports = DataFolder.portsOf(folder.resolve("data"));
    survives(
        BrokerCluster.alone(folder.resolve("kafka"), ports),
        333,
        (stack, faults, stream) -> faults.withoutDatabase(away));
  }

  /** The broker stops by itself rather than write half a record; what it promised it still has. */
  @Test
  void aFullDiskUnderTheBrokerLosesNothingItPromised() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=400m,mode=0777", "tmpfs", small.toString()) == 0,
        "SKIPPED: this user may not mount a small file system");
    try {
      Path filler = small.resolve("filler");
      assertEquals(0, run("fallocate", "-l", "344m", filler.toString()));
      DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random())).close();
      Ports ports = DataFolder.portsOf(folder.resolve("data"));
      BrokerCluster brokers = BrokerCluster.alone(small.resolve("kafka"), ports);
      survives(
          brokers,
          400,
          (stack, faults, stream) -> {
            FaultInjection.await("the broker gives up", () -> !brokers.isAlive(1));
            int acknowledged = stream.acknowledged().size();
            System.out.printf("broker stopped, disk full, %,d acknowledged%n", acknowledged);
            assertTrue(acknowledged > 0, "full before the first candidate");
            TreeMap<String, Boolean> alive = new TreeMap<>();
            for (String module : SeparateStack.MODULES) {
              FaultInjection.await(
                  module + " says that it is not ready", () -> !stack.notReady(module).isEmpty());
              alive.put(module, stack.isAlive(module));
            }
            System.out.println("alive without a broker: " + alive);
            assertFalse(alive.containsValue(false), alive.toString());
            Files.delete(filler);
            brokers.start(1);
            FaultInjection.await(
                "records taken again", () -> stream.acknowledged().size() > acknowledged + 400);
            FaultInjection.pause(DISK_MOMENT);
          });
    } finally {
      assertEquals(0, run("umount", "-l", small.toString()));
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
