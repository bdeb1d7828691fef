// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import java.time.Instant;

/**
 * A legal obligation to keep a person's records (GDPR Art. 17(3)(b)).
 *
 * @param id its number
 * @param subject whose records
 * @param reason which obligation
 * @param until when it ends by itself
 * @param setBy who set it
 */
public record Hold(long id, String subject, String reason, Instant until, String setBy) {}
