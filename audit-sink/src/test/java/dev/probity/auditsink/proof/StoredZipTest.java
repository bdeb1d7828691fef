// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.value.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The zip that a bundle is: readable by everybody, written in one way only. */
class StoredZipTest {
  private static SortedMap<String, Bytes> some() {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put("b.txt", Bytes.utf8("second"));
    files.put("a/1.entry", Bytes.utf8("first"));
    files.put("c", Bytes.EMPTY);
    return files;
  }

  @Test
  void readsBackWhatItWrites() {
    assertEquals(some(), StoredZip.read(StoredZip.write(some())));
    assertEquals(new TreeMap<>(), StoredZip.read(StoredZip.write(new TreeMap<>())));
  }

  @Test
  void theJdkReadsItTooWithTheSameNamesAndBytes() throws IOException {
    SortedMap<String, Bytes> read = new TreeMap<>();
    try (ZipInputStream in =
        new ZipInputStream(new ByteArrayInputStream(StoredZip.write(some())))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        assertEquals(ZipEntry.STORED, each.getMethod());
        assertEquals(1980, each.getTimeLocal().getYear());
        read.put(each.getName(), Bytes.copyOf(in.readAllBytes()));
      }
    }
    assertEquals(some(), read);
  }

  @Test
  void everyOtherSpellingOfTheSameFilesIsRefused() {
    byte[] zip = StoredZip.write(some());
    for (int at = 0; at < zip.length; at++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        byte[] changed = zip.clone();
        changed[at] ^= (byte) bit;
        assertFalse(sameFiles(changed), "byte " + at);
      }
    }
    for (byte[] other : List.of(Arrays.copyOf(zip, zip.length + 1), Arrays.copyOf(zip, 40))) {
      assertThrows(IllegalArgumentException.class, () -> StoredZip.read(other));
    }
    assertThrows(IllegalArgumentException.class, () -> StoredZip.read(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> StoredZip.read(new byte[(64 << 20) + 1]));
  }

  private static boolean sameFiles(byte[] zip) {
    try {
      return StoredZip.read(zip).equals(some());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void namesThatWouldLeaveTheFolderAreRefused() {
    for (String name : List.of("../x", "/x", "a//b", "a/../b", "", "\u00e4", "a b", ".hidden")) {
      SortedMap<String, Bytes> files = new TreeMap<>();
      files.put(name, Bytes.EMPTY);
      assertThrows(IllegalArgumentException.class, () -> StoredZip.write(files), name);
    }
  }
}
