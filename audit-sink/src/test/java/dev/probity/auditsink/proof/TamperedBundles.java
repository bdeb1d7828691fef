// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Entry;
import dev.probity.topics.value.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** A sound bundle, tampered with in every layer: framing, manifest, records, entries and proofs. */
final class TamperedBundles {
  private static final int EVERY = 997;

  private final byte[] sound;
  private final Map<String, byte[]> all = new LinkedHashMap<>();

  private TamperedBundles(byte[] sound) {
    this.sound = sound;
  }

  static Map<String, byte[]> of(byte[] sound) {
    TamperedBundles made = new TamperedBundles(sound);
    made.framing();
    made.files();
    made.recordsWithAManifestMadeAnew();
    return made.all;
  }

  private void framing() {
    for (int at = 0; at < sound.length; at += EVERY) {
      byte[] changed = sound.clone();
      changed[at] ^= 1;
      all.put("byte " + at + " of the file", changed);
    }
    byte[] last = sound.clone();
    last[last.length - 1] ^= 1;
    all.put("the last byte", last);
    all.put("a byte more", java.util.Arrays.copyOf(sound, sound.length + 1));
    all.put("a byte less", java.util.Arrays.copyOf(sound, sound.length - 1));
  }

  /** Each file changed, the zip made anew, so that no checksum of the zip gives it away. */
  private void files() {
    for (String name : StoredZip.read(sound).keySet()) {
      SortedMap<String, Bytes> files = StoredZip.read(sound);
      files.put(name, flipped(Objects.requireNonNull(files.get(name)), -3));
      all.put(name, StoredZip.write(files));
    }
  }

  /**
   * The same for what is proved, with the manifest made anew too: only hashes and keys are left.
   */
  private void recordsWithAManifestMadeAnew() {
    for (String name : StoredZip.read(sound).keySet()) {
      boolean proved = name.matches("(entries|proofs)/.*|[a-z]+\\.json");
      if (proved && !name.equals(BundleLayout.MANIFEST)) {
        for (int at : List.of(-70, -2, 60)) {
          SortedMap<String, Bytes> files = StoredZip.read(sound);
          files.put(name, flipped(Objects.requireNonNull(files.get(name)), at));
          all.put(name + " at " + at + " under a new manifest", again(files));
        }
      }
    }
    SortedMap<String, Bytes> files = StoredZip.read(sound);
    files.remove("proofs/28.tlog-proof");
    all.put("a proof taken out", again(files));
  }

  private byte[] again(SortedMap<String, Bytes> files) {
    SortedMap<String, Bytes> before = StoredZip.read(sound);
    SortedMap<Long, String> names = new TreeMap<>();
    List<Entry> entries =
        before.entrySet().stream()
            .filter(file -> file.getKey().startsWith(BundleLayout.ENTRIES))
            .map(file -> Entry.parse(file.getValue().toArray()))
            .sorted(java.util.Comparator.comparingLong(Entry::idx))
            .toList();
    names.putAll(BundleLayout.recordFiles(entries));
    String id = String.valueOf(entries.get(1).decisionId());
    long size =
        TlogProof.parse(Objects.requireNonNull(before.get("proofs/29.tlog-proof")).toArray())
            .checkpoint()
            .size();
    files.put(BundleLayout.MANIFEST, BundleLayout.manifest(id, size, names, files));
    return StoredZip.write(files);
  }

  private static Bytes flipped(Bytes file, int at) {
    byte[] content = file.toArray();
    content[at < 0 ? content.length + at : at] ^= 1;
    return Bytes.copyOf(content);
  }
}
