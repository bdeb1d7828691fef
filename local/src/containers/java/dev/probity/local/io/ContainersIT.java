// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The same stream, releases and restart on Kafka in a container; only with {@code -Pcontainers}.
 */
class ContainersIT extends ServingIT {
  private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
  private static final String REASON = "no container engine answers on this machine";

  @Override
  Closeable broker() {
    boolean engine = DockerClientFactory.instance().isDockerAvailable();
    if (!engine) {
      System.out.println("SKIPPED ContainersIT: " + REASON);
    }
    assumeTrue(engine, REASON);
    KafkaContainer kafka = new KafkaContainer(KAFKA);
    kafka.start();
    servers = kafka.getBootstrapServers();
    return kafka::stop;
  }
}
