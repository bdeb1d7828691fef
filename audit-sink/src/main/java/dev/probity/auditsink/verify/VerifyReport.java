// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.tree.Hash;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the verifier saw.
 *
 * @param size entries read
 * @param root root hash over them
 * @param checkpoints signed heads looked at
 * @param anchors names of the anchors compared with
 * @param heldBy against whom the result holds, a line for each
 * @param findings what is wrong, at most a hundred of each kind
 * @param faults how many things are wrong in all
 * @param unchecked what could not be checked, in words
 */
public record VerifyReport(
    long size,
    Hash root,
    long checkpoints,
    List<String> anchors,
    List<String> heldBy,
    List<Finding> findings,
    long faults,
    List<String> unchecked) {
  public VerifyReport {
    anchors = List.copyOf(anchors);
    heldBy = List.copyOf(heldBy);
    findings = List.copyOf(findings);
    unchecked = List.copyOf(unchecked);
  }

  /** The same with what another check holds against and found. */
  public VerifyReport plus(List<String> alsoHeldBy, List<Finding> more) {
    return new VerifyReport(
        size,
        root,
        checkpoints,
        anchors,
        Stream.concat(heldBy.stream(), alsoHeldBy.stream()).toList(),
        Stream.concat(findings.stream(), more.stream()).toList(),
        faults + more.size(),
        unchecked);
  }

  /** What a process should exit with: 0 sound, 6 a violation, 8 something could not be checked. */
  public int exitCode() {
    if (faults > 0) {
      return 6;
    }
    return unchecked.isEmpty() ? 0 : 8;
  }

  /** Whether all checks ran and passed. */
  public boolean sound() {
    return exitCode() == 0;
  }

  /** One line for people; it begins with OK only when all checks ran and passed. */
  public String lastLine() {
    return switch (exitCode()) {
      case 0 ->
          "OK size=%d root=%s checkpoints=%d anchors=%s"
              .formatted(
                  size,
                  root.base64(),
                  checkpoints,
                  anchors.isEmpty() ? "none" : String.join(",", anchors));
      case 6 -> "INVALID size=" + size + " faults=" + faults;
      default -> "INCOMPLETE size=" + size + " unchecked=" + String.join("; ", unchecked);
    };
  }
}
