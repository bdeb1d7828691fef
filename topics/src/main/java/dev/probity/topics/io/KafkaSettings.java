// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.value.InvalidValueException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How one process reaches Kafka, and the client properties every Probity process shares. What the
 * guarantees rest on is fixed here and cannot be configured away: acknowledgement by all replicas,
 * idempotence with one request in flight, no automatic commit, reading from the earliest offset and
 * committed records only.
 *
 * @param bootstrapServers brokers to begin with, {@code host:port}, comma-separated
 * @param module the module, such as {@code scorer}
 * @param instance what tells this process from others of its module, stable across restarts
 * @param names the names of the topics in this installation
 * @param sessionTimeout a silent member is taken out of its group after this time
 * @param heartbeatInterval how often a member shows that it lives
 * @param others further client properties, such as those for security, passed on as they are
 */
public record KafkaSettings(
    String bootstrapServers,
    String module,
    String instance,
    TopicNames names,
    Duration sessionTimeout,
    Duration heartbeatInterval,
    Map<String, String> others) {

  private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration MAX_BLOCK = Duration.ofSeconds(20);

  /**
   * Bytes of one answer of the broker, and of one partition in it. A consumer that lags keeps whole
   * answers on the heap until they are handed out; a record longer than this comes alone.
   */
  private static final String FETCH_BYTES = Integer.toString(2 << 20);

  private static final String PARTITION_FETCH_BYTES = Integer.toString(512 << 10);

  private static final String PATIENT_BYTES = Integer.toString(64 << 10);

  /** A producer never gives back what it once took for its batches. */
  private static final String STREAMS_BATCH_MEMORY = Integer.toString(4 << 20);

  /** What may not be configured, and the value it has. */
  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
          Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true"),
          Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1"),
          Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
          Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
          Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
          Map.entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic"),
          Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"));

  /** Copies the properties. */
  public KafkaSettings {
    if (!module.matches("[a-z][a-z-]*")) {
      throw new IllegalArgumentException("module is " + module + ", expected lower-case words");
    }
    if (!instance.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new IllegalArgumentException(
          "probity.instance.id = " + instance + ", expected up to 100 letters, digits, . _ -");
    }
    if (heartbeatInterval.multipliedBy(3).compareTo(sessionTimeout) > 0) {
      throw new IllegalArgumentException(
          "probity.kafka.heartbeat-interval = "
              + heartbeatInterval
              + ", expected at most a third of the session timeout "
              + sessionTimeout);
    }
    others = Map.copyOf(others);
  }

  /** Settings of a module as configured; the instance is the host's name unless it is given. */
  public static KafkaSettings parse(Map<String, String> config, String module) {
    return ConfigReader.parse(config, reader -> read(reader, module, hostName()));
  }

  /** Reads the settings along with the rest of a process's configuration. */
  public static KafkaSettings read(ConfigReader reader, String module, String defaultInstance) {
    String servers =
        reader.text(
            "kafka.bootstrap.servers", "localhost:9092", "Brokers to begin with, comma-separated");
    String prefix =
        reader.text(
            "probity.topics.prefix", "", "Goes before the names of all topics, groups and ids");
    String instance =
        reader.text(
            "probity.instance.id",
            defaultInstance,
            "Tells this process from others of its module, stable across restarts");
    Duration session =
        reader.duration(
            "probity.kafka.session-timeout",
            Duration.ofSeconds(6),
            "A silent member leaves its group after this time; clusters should use 15 to 30 s");
    Duration heartbeat =
        reader.duration(
            "probity.kafka.heartbeat-interval",
            Duration.ofSeconds(2),
            "How often a member shows that it lives, at most a third of the session timeout");
    Map<String, String> others = new HashMap<>(reader.below("kafka."));
    others.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    FIXED.forEach(
        (name, value) -> {
          String found = others.remove(name);
          if (found != null && !found.equals(value)) {
            reader.problem("kafka." + name, found, value + ", which the guarantees rest on");
          }
        });
    return new KafkaSettings(
        servers, module, instance, names(reader, prefix), session, heartbeat, others);
  }

  private static TopicNames names(ConfigReader reader, String prefix) {
    try {
      return TopicNames.withPrefix(prefix);
    } catch (InvalidValueException e) {
      reader.problem("probity.topics.prefix", prefix, "at most 64 letters, digits, . _ -");
      return TopicNames.PLAIN;
    }
  }

  /** The name of this host, else {@code localhost}. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** The consumer group of the module. */
  public String group() {
    return names.id("probity-" + module);
  }

  /** The id under which the group knows this process across restarts. */
  public String groupInstance() {
    return "probity-" + module + "-" + instance;
  }

  /** The name the broker sees in logs, quotas and metrics; the role is {@code in} or the like. */
  public String client(String role) {
    return groupInstance() + "-" + role;
  }

  /** A consumer that is a static member of the module's group. */
  public Map<String, Object> groupConsumer() {
    Map<String, Object> properties = consumer("in");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group());
    properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, groupInstance());
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(sessionTimeout));
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(heartbeatInterval));
    return properties;
  }

  /** A consumer without a group, for partitions it assigns to itself. */
  public Map<String, Object> consumer(String role) {
    Map<String, Object> properties = common(role);
    fix(
        properties,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG);
    boundFetches(properties);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return properties;
  }

  /**
   * A consumer without a group whose reader can wait a little: the broker answers when there is a
   * fair amount, or when the time is over. An answer costs the same for one record as for many.
   *
   * @param longest how much later than at once a record may be read
   */
  public Map<String, Object> patientConsumer(String role, Duration longest) {
    Map<String, Object> properties = consumer(role);
    properties.putIfAbsent(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, PATIENT_BYTES);
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(longest));
    return properties;
  }

  /**
   * A consumer without a group whose reader takes whole partitions one after the other: an answer
   * of the broker holds more of the one it reads.
   */
  public Map<String, Object> bulkConsumer(String role) {
    Map<String, Object> properties = consumer(role);
    if (!others.containsKey(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG)) {
      properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    }
    properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "4000");
    return properties;
  }

  /** An idempotent producer, acknowledged by all replicas; a failed send fails after 5 minutes. */
  public Map<String, Object> producer(String role) {
    Map<String, Object> properties = common(role);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "1");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    properties.putAll(others);
    fix(
        properties,
        ProducerConfig.ACKS_CONFIG,
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
    properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(DELIVERY_TIMEOUT));
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(MAX_BLOCK));
    // A dead letter holds the original record and headers beside it.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "" + Topics.REJECTS.maxMessageBytes());
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  /**
   * The same for whoever sends many records and waits for none alone: requests are gathered for
   * longer. With one in flight the broker would else be sent one small request after the other;
   * measured, a row of a file costs a third less CPU of producer and broker together.
   */
  public Map<String, Object> bulkProducer(String role) {
    Map<String, Object> properties = producer(role);
    if (!others.containsKey(ProducerConfig.LINGER_MS_CONFIG)) {
      properties.put(ProducerConfig.LINGER_MS_CONFIG, "10");
    }
    return properties;
  }

  /** An admin client. */
  public Map<String, Object> admin() {
    return common("admin");
  }

  /** What every Kafka Streams application of ours has in common. */
  public Map<String, Object> streams() {
    Map<String, Object> properties = new TreeMap<>(others);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put("application.id", group());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, groupInstance());
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("commit.interval.ms", "1000");
    properties.put("ensure.explicit.internal.resource.naming", "true");
    properties.put("processing.exception.handler.global.enabled", "true");
    properties.put("enable.metrics.push", "false");
    boundFetches(properties);
    properties.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, STREAMS_BATCH_MEMORY);
    properties.put("consumer." + ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Windows wait for records, nobody waits for windows: fewer and fuller fetches.
    properties.put("main.consumer." + ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "65536");
    properties.put("main.consumer." + ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
    properties.put("consumer." + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(sessionTimeout));
    properties.put(
        "consumer." + ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(heartbeatInterval));
    properties.put("main.consumer." + ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, groupInstance());
    properties.put("producer." + ProducerConfig.ACKS_CONFIG, "all");
    properties.put("producer." + ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    return properties;
  }

  /** The settings without the further properties, which may be secret. */
  @Override
  public String toString() {
    return "KafkaSettings["
        + bootstrapServers
        + ", "
        + client("*")
        + ", "
        + others.size()
        + " more]";
  }

  private Map<String, Object> common(String role) {
    Map<String, Object> properties = new TreeMap<>(others);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, client(role));
    properties.put("enable.metrics.push", "false");
    return properties;
  }

  private static void boundFetches(Map<String, Object> properties) {
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
  }

  private static void fix(Map<String, Object> properties, String... names) {
    for (String name : names) {
      properties.put(name, FIXED.getOrDefault(name, ""));
    }
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
