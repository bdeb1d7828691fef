// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.io.SmallFileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
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

  @TempDir private Path folder;

  /** Where the brokers of a test come from. */
  private interface Brokers {
    BrokerCluster start(DataFolder data) throws Exception;
  }

  /** What happens to them while candidates stream. */
  private interface Fault {
    void happen(
        BrokerCluster brokers, FaultInjection faults, SeparateStack stack, CandidateStream in)
        throws Exception;
  }

  private void survives(Brokers begun, int perSecond, Fault fault) throws Exception {
    SeparateStack.assumePackaged();
    try (DataFolder data =
            DataFolder.open(folder.resolve("data"), () -> Ports.anyFree(new Random()));
        BrokerCluster brokers = begun.start(data);
        SeparateStack stack = SeparateStack.start(data, brokers);
        CandidateStream stream = new CandidateStream(stack.kafka(), perSecond, BAD_EVERY)) {
      FaultInjection faults =
          new FaultInjection(stack, data, stream, ProfileFiles.load("acs-salary"));
      faults.promote();
      stack.launch();
      stream.start();
      fault.happen(brokers, faults, stack, stream);
      stream.finish();
      System.out.println(faults.recovery());
      StackVerdict.of(stack, data, stream).assertNothingLostOrDoubled();
      stack.stopModules();
    }
  }

  @Test
  void threeBrokersLoseTheirLeadersAndNothingElse() throws Exception {
    int kills = Integer.getInteger("probity.soak.kills", 12);
    Set<Integer> killed = new HashSet<>();
    Set<Integer> controllers = new HashSet<>();
    survives(
        data -> BrokerCluster.of(3, folder.resolve("brokers")),
        200,
        (brokers, faults, stack, stream) -> {
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
    int perSecond = Integer.getInteger("probity.soak.rate", 333);
    survives(
        data -> BrokerCluster.alone(data.kafka(), data.ports()),
        perSecond,
        (brokers, faults, stack, stream) -> faults.withoutDatabase(away));
  }

  /** The broker stops by itself rather than write half a record; what it promised it still has. */
  @Test
  void aFullDiskUnderTheBrokerLosesNothingItPromised() throws Exception {
    try (SmallFileSystem small = SmallFileSystem.mount(folder.resolve("small"), 400, 344)) {
      survives(
          data -> BrokerCluster.alone(small.folder().resolve("kafka"), data.ports()),
          400,
          (brokers, faults, stack, stream) -> {
            FaultInjection.await("the broker gives up", () -> !brokers.isAlive(1));
            int acknowledged = stream.acknowledged().size();
            System.out.printf("broker stopped, disk full, %,d acknowledged%n", acknowledged);
            assertTrue(acknowledged > 0, "full before the first candidate");
            for (String module : SeparateStack.MODULES) {
              FaultInjection.await(
                  module + " says that it is not ready", () -> !stack.notReady(module).isEmpty());
              assertTrue(stack.isAlive(module), module);
            }
            small.makeRoom();
            brokers.start(1);
            FaultInjection.await(
                "records taken again", () -> stream.acknowledged().size() > acknowledged + 400);
          });
    }
  }
}
