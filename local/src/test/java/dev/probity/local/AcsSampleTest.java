// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Cuts the sample of real candidates that the repository carries, and holds the committed files to
 * that cut. {@code -Dupdate} writes them anew.
 */
class AcsSampleTest {
  private static final Path ROOT = Path.of(System.getProperty("probity.root", ".."));
  private static final Path FOLDER = ROOT.resolve("local/src/main/resources/acs");
  private static final Path DATA = ROOT.resolve("../shared/data");
  private static final Map<String, Integer> LIMITS =
      Map.of("25", 4_000, "53", 4_000, "28", 4_000, "54", 4_000, "05", 4_000);
  private static final int UNFILTERED_HOUSEHOLDS = 2_000;

  @Test
  void committedSampleHoldsTheRowsItsReadmeCounts() throws IOException {
    List<String> lines = read(FOLDER.resolve("acs-sample.csv.gz"));
    assertEquals(127_809, lines.size());
    assertEquals(10_984_896, text(lines).length);
    Map<String, Integer> byState = new LinkedHashMap<>();
    lines.stream().skip(1).forEach(line -> byState.merge(state(line), 1, Integer::sum));
    assertEquals(
        Map.of("05", 3_999, "25", 4_000, "28", 4_000, "36", 107_810, "53", 3_999, "54", 4_000),
        byState);
    assertEquals(2_001, read(FOLDER.resolve("acs-unfiltered.csv.gz")).size());
  }

  @Test
  void readmeNamesTheDigestOfEachFile() throws IOException {
    String readme = Files.readString(FOLDER.resolve("README.md"));
    for (String name : List.of("acs-sample.csv.gz", "acs-unfiltered.csv.gz")) {
      String digest = HexFormat.of().formatHex(sha256(text(read(FOLDER.resolve(name)))));
      assertTrue(readme.contains(digest), () -> name + " decompresses to SHA-256 " + digest);
    }
  }

  @Test
  void recuttingTheFullFilesGivesTheCommittedSample() throws IOException {
    assumeTrue(
        Files.exists(DATA.resolve("acs2024.csv.gz")),
        "SKIPPED: the full ACS files are not beside the project");
    List<String> sample = cutFiltered(read(DATA.resolve("acs2024.csv.gz")));
    List<String> raw = cutUnfiltered(read(DATA.resolve("acs2024_unfiltered_sample.csv.gz")));
    if (System.getProperty("update") != null) {
      write(FOLDER.resolve("acs-sample.csv.gz"), sample);
      write(FOLDER.resolve("acs-unfiltered.csv.gz"), raw);
    }
    assertEquals(sample, read(FOLDER.resolve("acs-sample.csv.gz")));
    assertEquals(raw, read(FOLDER.resolve("acs-unfiltered.csv.gz")));
  }

  /** New York whole; of five states whole households in hash order up to the limit. */
  static List<String> cutFiltered(List<String> lines) {
    Map<String, Map<String, Integer>> households = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      if (LIMITS.containsKey(state(line))) {
        households
            .computeIfAbsent(state(line), key -> new LinkedHashMap<>())
            .merge(household(line), 1, Integer::sum);
      }
    }
    Set<String> taken = new HashSet<>();
    households.forEach(
        (state, sizes) -> {
          int rows = 0;
          for (String household : inHashOrder(sizes.keySet())) {
            rows += sizes.get(household);
            if (rows > LIMITS.get(state)) {
              break;
            }
            taken.add(state + household);
          }
        });
    List<String> kept = new ArrayList<>();
    kept.add(lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      if (state(line).equals("36") || taken.contains(state(line) + household(line))) {
        kept.add(line);
      }
    }
    return kept;
  }

  /** The first person of each of the first households in hash order, nothing filtered. */
  static List<String> cutUnfiltered(List<String> lines) {
    Map<String, String> first = new LinkedHashMap<>();
    lines.stream().skip(1).forEach(line -> first.putIfAbsent(household(line), line));
    List<String> kept = new ArrayList<>();
    kept.add(lines.get(0));
    inHashOrder(first.keySet()).stream()
        .limit(UNFILTERED_HOUSEHOLDS)
        .map(first::get)
        .sorted()
        .forEach(kept::add);
    return kept;
  }

  private static List<String> inHashOrder(Set<String> households) {
    return households.stream()
        .sorted(
            Comparator.comparingLong(AcsSampleTest::hash).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static long hash(String household) {
    byte[] digest = sha256(("probity-sample:" + household).getBytes(StandardCharsets.UTF_8));
    return Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(digest).getInt());
  }

  private static String household(String line) {
    return line.substring(0, line.indexOf(','));
  }

  private static String state(String line) {
    return line.split(",", 4)[2];
  }

  private static byte[] text(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> read(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static void write(Path file, List<String> lines) throws IOException {
    try (OutputStream out = new BestCompression(Files.newOutputStream(file))) {
      out.write(text(lines));
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** gzip -9; the header carries neither name nor time. */
  private static final class BestCompression extends GZIPOutputStream {
    BestCompression(OutputStream out) throws IOException {
      super(out);
      def.setLevel(9);
    }
  }
}
