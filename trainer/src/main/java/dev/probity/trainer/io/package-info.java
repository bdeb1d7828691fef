// SPDX-License-Identifier: Apache-2.0
/**
 * The shell of the trainer: replay from Kafka, the native learner, the model folder, announcements.
 */
@NullMarked
package dev.probity.trainer.io;

import org.jspecify.annotations.NullMarked;
