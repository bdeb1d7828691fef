// SPDX-License-Identifier: Apache-2.0
/**
 * The few immutable building blocks the records are made of: bytes, number sequences, and the
 * checks their constructors share.
 */
@NullMarked
package dev.probity.topics.value;

import org.jspecify.annotations.NullMarked;
