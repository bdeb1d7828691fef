// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to erase a person, without the person.
 *
 * @param request id of the request
 * @param state how far it has come
 * @param due end of the hold that deferred it; null when none did
 * @param requestedAt when it came in
 * @param doneAt when it was finished; null until then
 * @param gone entries whose bodies are gone
 * @param touched tables that lost rows
 * @param shreddedXid transaction in which they went; null until then
 * @param ready whether something can be done about it now
 */
public record Erasure(
    String request,
    ErasureState state,
    @Nullable Instant due,
    Instant requestedAt,
    @Nullable Instant doneAt,
    IdxRanges gone,
    List<String> touched,
    @Nullable String shreddedXid,
    boolean ready) {
  public Erasure {
    touched = List.copyOf(touched);
  }
}
