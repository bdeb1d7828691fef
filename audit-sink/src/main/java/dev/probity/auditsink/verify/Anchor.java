// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.topics.value.Bytes;

/**
 * A signed head that was kept out of the operator's reach; the ledger must extend it.
 *
 * @param name where it was kept, for people
 * @param note the head as it was kept
 */
public record Anchor(String name, Bytes note) {}
