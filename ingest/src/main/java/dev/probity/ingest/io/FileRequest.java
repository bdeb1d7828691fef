// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.CodeMapping;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Purpose;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file to take in.
 *
 * @param file CSV or JSON Lines, each also gzipped
 * @param profile the use case of its rows
 * @param purpose whether decisions are wanted or the rows are history
 * @param idColumns the CSV columns that, joined by {@code -}, are the candidate's id
 * @param groupColumn the CSV column whose equal values belong together; null when there is none
 * @param rejects where refused rows are listed; null when they are only recorded
 * @param codes the names and codes of the system the file comes from
 */
public record FileRequest(
    Path file,
    Profile profile,
    Purpose purpose,
    List<String> idColumns,
    @Nullable String groupColumn,
    @Nullable Path rejects,
    CodeMapping codes) {

  /** Copies the id columns. */
  public FileRequest {
    idColumns = List.copyOf(idColumns);
  }
}
