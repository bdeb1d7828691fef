// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a verifier believes, in the form of C2SP tlog-policy: {@code log <vkey>}, {@code witness
 * <name> <vkey>}, {@code group <name> all|any|<k> <members>} and one {@code quorum <name>|none}.
 * Lines that are empty or begin with # say nothing to others; to us {@code #revoked <size> <vkey>}
 * says that a log's key is not believed any more beyond that size. A name is defined before it is
 * used.
 *
 * @param logs keys that may sign heads, at least one
 * @param witnesses cosigning keys by their name in the policy
 * @param groups groups of witnesses by name
 * @param quorum the witness or group that must have cosigned; null when none has to
 * @param revoked by key of a log, the largest size it is still believed for
 */
public record Policy(
    List<VerifierKey> logs,
    Map<String, VerifierKey> witnesses,
    Map<String, Group> groups,
    @Nullable String quorum,
    Map<VerifierKey, Long> revoked) {
  private static final String REVOKED = "#revoked ";
  private static final String NONE = "none";

  public Policy {
    logs = List.copyOf(logs);
    witnesses = Map.copyOf(witnesses);
    groups = Map.copyOf(groups);
    revoked = Map.copyOf(revoked);
    if (logs.isEmpty()) {
      throw new MalformedTextException("policy names no log");
    }
  }

  /**
   * Some of several.
   *
   * @param least how many must hold
   * @param members witnesses or groups
   */
  public record Group(int least, List<String> members) {
    public Group {
      members = List.copyOf(members);
      if (least < 1 || least > members.size() || new HashSet<>(members).size() < members.size()) {
        throw new MalformedTextException("group asks for " + least + " of " + members);
      }
    }
  }

  /** Believes these keys and needs no witness. */
  public static Policy of(List<VerifierKey> logs) {
    return new Policy(logs, Map.of(), Map.of(), null, Map.of());
  }

  /** Reads a policy file. */
  public static Policy parse(byte[] file) {
    Reader reader = new Reader();
    String text = StrictText.utf8(file);
    if (!text.endsWith("\n")) {
      throw new MalformedTextException("policy does not end in a line feed");
    }
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      if (line.startsWith(REVOKED)) {
        reader.revoked(line.split(" ", -1));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        reader.line(line.split(" ", -1));
      }
    }
    return reader.policy();
  }

  /** A policy file of one log, and of a witness that must have cosigned when there is one. */
  public static String text(VerifierKey log, @Nullable VerifierKey witness) {
    return text(List.of(log), Map.of(), witness);
  }

  /**
   * A policy file of a log that had several keys.
   *
   * @param revoked by key, the largest size it is still believed for
   */
  public static String text(
      List<VerifierKey> logs, Map<VerifierKey, Long> revoked, @Nullable VerifierKey witness) {
    StringBuilder lines = new StringBuilder();
    logs.forEach(log -> lines.append("log ").append(log).append('\n'));
    revoked.forEach(
        (key, size) -> lines.append(REVOKED).append(size).append(' ').append(key).append('\n'));
    String logLine = lines.toString();
    return witness == null
        ? logLine + "quorum none\n"
        : logLine
            + "witness "
            + witness.name()
            + " "
            + witness
            + "\nquorum "
            + witness.name()
            + "\n";
  }

  /** Logs and witnesses together. */
  public List<VerifierKey> keys() {
    List<VerifierKey> keys = new ArrayList<>(logs);
    keys.addAll(witnesses.values());
    return keys;
  }

  /** Opens a signed head; one that no log of this policy signed is refused. */
  public Standing open(byte[] note) {
    SignedNote signed = SignedNote.parse(note);
    Checkpoint checkpoint = Checkpoint.parse(signed.text());
    List<VerifierKey> verified = signed.verifiedBy(keys());
    List<VerifierKey> signers =
        verified.stream()
            .filter(key -> logs.contains(key) && key.name().equals(checkpoint.origin()))
            .toList();
    List<VerifierKey> believed =
        signers.stream().filter(key -> believes(key, checkpoint.size())).toList();
    if (believed.isEmpty()) {
      throw new MalformedTextException("no trusted signature of " + checkpoint.origin());
    }
    List<Standing.Witnessed> witnessed = new ArrayList<>();
    for (SignatureLine line : signed.signatures()) {
      verified.stream()
          .filter(key -> key.cosigns() && line.claims(key))
          .forEach(key -> witnessed.add(new Standing.Witnessed(key, line.time())));
    }
    return new Standing(
        checkpoint, believed, signers, witnessed, quorum, satisfied(quorum, verified));
  }

  /** Whether a log's key may speak for a log of so many entries: revoked ones may not beyond. */
  public boolean believes(VerifierKey log, long size) {
    return logs.contains(log) && size <= revoked.getOrDefault(log, Long.MAX_VALUE);
  }

  private boolean satisfied(@Nullable String name, List<VerifierKey> verified) {
    if (name == null) {
      return true;
    }
    VerifierKey witness = witnesses.get(name);
    if (witness != null) {
      return verified.contains(witness);
    }
    Group group = groups.get(name);
    return group != null
        && group.members().stream().filter(member -> satisfied(member, verified)).count()
            >= group.least();
  }

  /** Reads line by line. */
  private static final class Reader {
    private final List<VerifierKey> logs = new ArrayList<>();
    private final Map<String, VerifierKey> witnesses = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<VerifierKey, Long> revoked = new LinkedHashMap<>();
    private @Nullable String quorum;
    private boolean decided;

    void line(String[] words) {
      String form = words[0] + "/" + Math.min(words.length, 4);
      switch (form) {
        case "log/2" -> logs.add(key(words[1], false));
        case "witness/3" -> witnesses.put(fresh(words[1]), key(words[2], true));
        case "group/4" -> groups.put(fresh(words[1]), group(words));
        case "quorum/2" -> decide(words[1]);
        default -> throw new MalformedTextException("policy has an unknown line: " + words[0]);
      }
    }

    /** Of two revocations of one key the stricter holds. */
    void revoked(String[] words) {
      if (words.length != 3) {
        throw new MalformedTextException("a line of a revoked key is: #revoked <size> <vkey>");
      }
      revoked.merge(key(words[2], false), StrictText.decimal(words[1]), Math::min);
    }

    private static VerifierKey key(String vkey, boolean cosigns) {
      VerifierKey key = VerifierKey.parse(vkey);
      if (key.cosigns() != cosigns) {
        throw new MalformedTextException("key of " + key.name() + " is of the other kind");
      }
      return key;
    }

    private String fresh(String name) {
      if (name.isEmpty() || name.equals(NONE) || known().contains(name)) {
        throw new MalformedTextException("policy names " + name + " twice, or it is no name");
      }
      return name;
    }

    private Set<String> known() {
      Set<String> known = new HashSet<>(witnesses.keySet());
      known.addAll(groups.keySet());
      return known;
    }

    private Group group(String[] words) {
      List<String> members = List.of(words).subList(3, words.length);
      if (!known().containsAll(members)) {
        throw new MalformedTextException("group " + words[1] + " has an unknown member");
      }
      int least =
          switch (words[2]) {
            case "any" -> 1;
            case "all" -> members.size();
            default -> (int) Math.min(StrictText.decimal(words[2]), Integer.MAX_VALUE);
          };
      return new Group(least, members);
    }

    private void decide(String name) {
      if (decided || !(name.equals(NONE) || known().contains(name))) {
        throw new MalformedTextException("policy has two quorums or an unknown one: " + name);
      }
      decided = true;
      quorum = name.equals(NONE) ? null : name;
    }

    Policy policy() {
      if (!decided) {
        throw new MalformedTextException("policy lacks its quorum line");
      }
      return new Policy(logs, witnesses, groups, quorum, revoked);
    }
  }
}
