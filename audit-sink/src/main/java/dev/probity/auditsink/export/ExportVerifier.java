// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.tiles.EntryBundle;
import dev.probity.auditsink.tiles.FiledNodes;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifyReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks an export against keys named from outside: the manifest is signed, each file is the one it
 * names and there is no other, every entry passes the filter and lies in the log under a signed
 * head, every record is the one its entry commits to. That no entry of the filter was left out
 * rests on the signature alone; who wants to see it holds the export against the whole log.
 */
public final class ExportVerifier {
  private static final int HASHES_AT_ONCE = Tile.WIDTH;

  private final Policy policy;
  private final ExportFiles files;
  private final TreeHasher hasher = new TreeHasher();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> heldBy = new ArrayList<>();
  private final List<Long> indices = new ArrayList<>();
  private final Set<Long> provedTiles = new HashSet<>();
  private @Nullable Standing standing;
  private long faults;
  private long closed;

  private ExportVerifier(Policy policy, ExportFiles files) {
    this.policy = policy;
    this.files = files;
  }

  /** Checks every file. */
  public static VerifyReport verify(Policy policy, ExportFiles files) {
    return new ExportVerifier(policy, files).run();
  }

  /** The verdict on something that is no export at all. */
  public static VerifyReport unreadable(Policy policy, @Nullable String reason) {
    ExportVerifier verifier = new ExportVerifier(policy, new NoFiles());
    verifier.fault(-1, "export", "a folder or ZIP as audit export writes it", reason);
    return verifier.report();
  }

  private record NoFiles() implements ExportFiles {
    @Override
    public SortedSet<String> names() {
      return new TreeSet<>();
    }

    @Override
    public byte @Nullable [] read(String name) {
      return null;
    }
  }

  private VerifyReport run() {
    try {
      ExportManifest manifest = ExportManifest.parse(required(ExportManifest.FILE));
      checkFiles(manifest);
      Standing head = policy.open(required(ExportLayout.CHECKPOINT));
      standing = head;
      checkSignature(manifest, head);
      if (head.checkpoint().size() != manifest.size()) {
        fault(-1, ExportManifest.FILE, "size " + manifest.size(), head.checkpoint().size());
      }
      checkEntries(manifest, head);
      heldBy.add(
          "the log's key alone: that these are all entries of the filter "
              + manifest.filter().json());
      if (closed > 0) {
        heldBy.add("the entries alone, for " + closed + " records: erased, or left out");
      }
    } catch (IllegalArgumentException e) {
      fault(-1, "export", "an export under a trusted head", e.getMessage());
    }
    return report();
  }

  private byte[] required(String name) {
    byte[] file = files.read(name);
    if (file == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return file;
  }

  private void checkFiles(ExportManifest manifest) {
    SortedSet<String> found = new TreeSet<>(files.names());
    found.removeAll(Set.of(ExportManifest.FILE, ExportManifest.NOTE));
    for (String name : found) {
      String wanted = manifest.files().get(name);
      byte[] file = files.read(name);
      String digest = file == null ? "nothing" : ExportManifest.sha256(file);
      if (!digest.equals(wanted)) {
        fault(-1, name, wanted == null ? "no such file" : wanted, digest);
      }
    }
    for (String name : manifest.files().keySet()) {
      if (!found.contains(name)) {
        fault(-1, name, "a file", "none");
      }
    }
  }

  private void checkSignature(ExportManifest manifest, Standing head) {
    SignedNote note = SignedNote.parse(required(ExportManifest.NOTE));
    List<VerifierKey> signed = note.verifiedBy(policy.logs());
    boolean trusted =
        signed.stream()
            .filter(key -> policy.believes(key, head.checkpoint().size()))
            .anyMatch(key -> key.name().equals(head.checkpoint().origin()));
    if (!trusted || !manifest.signedIn(note)) {
      fault(-1, ExportManifest.NOTE, "this manifest, signed by the log", "another, or by others");
    }
  }

  private void checkEntries(ExportManifest manifest, Standing head) {
    int left = manifest.entries();
    for (int bundle = 0; left > 0; bundle++) {
      int width = Math.min(left, ExportLayout.WIDTH);
      String name = ExportLayout.entries(bundle);
      EntryBundle.Parsed parsed = EntryBundle.parse(required(name), width);
      if (!parsed.fault().isEmpty()) {
        throw new IllegalArgumentException(name + ": " + parsed.fault());
      }
      parsed.entries().forEach(entry -> check(manifest, head, entry));
      checkLines(manifest, parsed.entries(), ExportLayout.lines(bundle));
      left -= width;
    }
    checkNames(manifest);
  }

  /**
   * Takes the records out of the lines, holds them against the entries, and makes the lines anew.
   */
  private void checkLines(ExportManifest manifest, List<Entry> entries, String name) {
    byte[] file = required(name);
    String[] lines = new String(file, StandardCharsets.UTF_8).split("\n", -1);
    StringBuilder remade = new StringBuilder();
    for (int i = 0; i < entries.size() && i < lines.length; i++) {
      Entry entry = entries.get(i);
      OpenRecord record = manifest.bodies() ? OpenRecord.in(CanonicalText.members(lines[i])) : null;
      if (record != null && !record.opens(entry)) {
        String wanted = "what the entry commits to";
        add(FindingCode.COMMIT_MISMATCH, entry.idx(), name, wanted, "other bytes");
      }
      closed += manifest.bodies() && record == null ? 1 : 0;
      remade.append(ExportLayout.line(entry, record));
    }
    if (!Arrays.equals(remade.toString().getBytes(StandardCharsets.UTF_8), file)) {
      fault(-1, name, "what the entries say", "something else");
    }
  }

  private void check(ExportManifest manifest, Standing head, Entry entry) {
    long idx = entry.idx();
    if (!indices.isEmpty() && idx <= indices.getLast()) {
      add(FindingCode.INDEX_DUP, idx, "order", "above " + indices.getLast(), idx);
    }
    indices.add(idx);
    if (!manifest.filter().admits(entry)) {
      fault(idx, "filter", manifest.filter().json(), "an entry it does not let through");
    }
    checkProof(head, entry);
  }

  /** One path proves the tile it starts in, of which it hashes every leaf; the rest is equality. */
  private void checkProof(Standing head, Entry entry) {
    long size = head.checkpoint().size();
    long idx = entry.idx();
    if (idx >= size) {
      add(FindingCode.PROOF_MISMATCH, idx, "head", "an idx below " + size, idx);
      return;
    }
    FiledNodes nodes = new FiledNodes(files::read, size, hasher);
    Hash leaf = Hash.of(hasher.leaf(entry.toBytes()));
    boolean same =
        leaf.matches(
            nodes.tile(0, idx / HASHES_AT_ONCE), (int) (idx % HASHES_AT_ONCE) * Hash.BYTES);
    boolean known = provedTiles.contains(idx / HASHES_AT_ONCE);
    if (same && !known) {
      same =
          InclusionProof.of(idx, size, nodes, hasher).holds(leaf, head.checkpoint().root(), hasher);
      if (same) {
        provedTiles.add(idx / HASHES_AT_ONCE);
      }
    }
    if (!same) {
      add(FindingCode.PROOF_MISMATCH, idx, "tiles", head.checkpoint().root().base64(), "another");
    }
  }

  /** A file that nothing was read from is one that nothing vouches for. */
  private void checkNames(ExportManifest manifest) {
    Set<String> known = new HashSet<>(Set.of(ExportLayout.CHECKPOINT));
    int bundles = (manifest.entries() + ExportLayout.WIDTH - 1) / ExportLayout.WIDTH;
    for (int bundle = 0; bundle < bundles; bundle++) {
      known.add(ExportLayout.entries(bundle));
      known.add(ExportLayout.lines(bundle));
    }
    ExportLayout.tiles(indices, manifest.size()).stream()
        .map(TilePath::toString)
        .forEach(known::add);
    for (String name : manifest.files().keySet()) {
      if (!known.contains(name)) {
        fault(-1, name, "no such file", "one");
      }
    }
  }

  private void fault(long idx, String where, Object expected, @Nullable Object found) {
    add(FindingCode.BUNDLE_FILE, idx, where, expected, found);
  }

  private void add(
      FindingCode code, long idx, String where, Object expected, @Nullable Object found) {
    faults++;
    if (findings.size() < HASHES_AT_ONCE) {
      findings.add(new Finding(code, idx, idx, where, expected.toString(), String.valueOf(found)));
    }
  }

  private VerifyReport report() {
    Standing head = standing;
    List<String> unchecked = new ArrayList<>();
    if (head != null) {
      heldBy.addAll(0, head.lines());
      unchecked.addAll(head.unmet());
    }
    return new VerifyReport(
        head == null ? 0 : head.checkpoint().size(),
        head == null ? Hash.of(hasher.emptyRoot()) : head.checkpoint().root(),
        head == null ? 0 : 1,
        List.of(),
        heldBy,
        findings,
        faults,
        unchecked);
  }
}
