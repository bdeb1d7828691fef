// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What change capture is told from outside.
 *
 * @param url the HR database, {@code jdbc:postgresql://host:port/name}; null when nothing is
 *     captured
 * @param user a role that may log in and replicate, and read the tables
 * @param passwordFile the file with its password; null when it needs none
 * @param profile name or file of the use case; null for the first one served
 * @param table the table of candidates, {@code schema.name}; null when there is none
 * @param ids the columns that, joined by {@code -}, are the candidate's id
 * @param group the column whose equal values belong together; null when there is none
 * @param mapping the file with the system's own names and codes; null when it has none
 * @param outbox the table of events, {@code schema.name}; null when there is none
 * @param slot the replication slot
 * @param publication the publication
 * @param folder where the offsets are kept
 * @param snapshot whether the rows that are there at the first start are taken in
 * @param erase whether a deleted row asks for the erasure of the person
 * @param slotMegabytes how much log the slot may hold back before it is warned of, in MiB
 */
public record CaptureConfig(
    @Nullable String url,
    String user,
    @Nullable Path passwordFile,
    @Nullable String profile,
    @Nullable String table,
    List<String> ids,
    @Nullable String group,
    @Nullable Path mapping,
    @Nullable String outbox,
    String slot,
    String publication,
    Path folder,
    boolean snapshot,
    boolean erase,
    int slotMegabytes) {
  private static final String PREFIX = "probity.capture.";
  private static final String WORD = "[A-Za-z_][A-Za-z0-9_]{0,62}";

  /** Copies the columns. */
  public CaptureConfig {
    ids = List.copyOf(ids);
  }

  /**
   * Reads the configuration of this process.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static CaptureConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, CaptureConfig::read);
  }

  /** All keys change capture reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(CaptureConfig::read);
  }

  static CaptureConfig read(ConfigReader reader) {
    CaptureConfig config =
        new CaptureConfig(
            reader.optional(
                PREFIX + "url", "HR database, jdbc:postgresql://host:port/name; absent: off"),
            reader.text(PREFIX + "user", "probity_capture", "Login that replicates and reads"),
            reader.optionalPath(PREFIX + "password-file", "File with its password, mode 0600"),
            reader.optional(PREFIX + "profile", "Profile of the rows; absent: the first served"),
            reader.optional(PREFIX + "table", "Table of candidates, schema.name"),
            Arrays.stream(
                    reader
                        .text(PREFIX + "id", "id", "Columns that make the id, with commas")
                        .split(","))
                .map(String::strip)
                .toList(),
            reader.optional(PREFIX + "group", "Column whose equal values belong together"),
            reader.optionalPath(PREFIX + "mapping", "File with the system's names and codes"),
            reader.optional(PREFIX + "outbox", "Table of events, schema.name"),
            reader.text(PREFIX + "slot", "probity_capture", "Replication slot"),
            reader.text(PREFIX + "publication", "probity_capture", "Publication of the tables"),
            reader.path(PREFIX + "folder", "capture", "Where offsets are kept; back it up never"),
            reader.flag(PREFIX + "snapshot", true, "Take in the rows there at the first start"),
            reader.flag(PREFIX + "erase", false, "A deleted row asks for the person's erasure"),
            reader.whole(
                PREFIX + "slot-megabytes",
                512,
                1,
                1 << 20,
                "MiB of log the slot may hold back before a warning"));
    config.check(reader);
    reader.noOthers(PREFIX);
    return config;
  }

  private void check(ConfigReader reader) {
    if (!slot.matches("[a-z0-9_]{1,63}")) {
      reader.problem(PREFIX + "slot", slot, "1 to 63 lower-case letters, digits and _");
    }
    if (!publication.matches(WORD)) {
      reader.problem(PREFIX + "publication", publication, "a name of letters, digits and _");
    }
    for (String[] one : new String[][] {{"table", table}, {"outbox", outbox}}) {
      if (one[1] != null && !one[1].matches(WORD + "\\." + WORD)) {
        reader.problem(PREFIX + one[0], one[1], "schema.name of letters, digits and _");
      }
    }
    if (url != null && !url.startsWith("jdbc:postgresql://")) {
      reader.problem(PREFIX + "url", url, "an address such as jdbc:postgresql://host:5432/hr");
    }
    if (url != null && table == null && outbox == null) {
      reader.problem(PREFIX + "table", "none", "a table or an outbox to capture");
    }
  }

  /** The file of the offsets. */
  Path offsets() {
    return folder.resolve("offsets.json");
  }
}
