// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to records and back: streaming JSON with a fixed field order, strict about everything that
 * two readers could understand differently. A refusal is a value with a code, never an exception.
 */
@NullMarked
package dev.probity.topics.codec;

import org.jspecify.annotations.NullMarked;
