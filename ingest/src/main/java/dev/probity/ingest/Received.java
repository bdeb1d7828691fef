// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;

/**
 * A candidate as it stands on its topic. It stays bytes until somebody may see it.
 *
 * @param at its position, by which a prediction says what it is about
 * @param candidate the candidate's JSON, without its envelope
 */
public record Received(SourcePosition at, Bytes candidate) {}
