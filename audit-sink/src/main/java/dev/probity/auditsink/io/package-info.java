// SPDX-License-Identifier: Apache-2.0
/** Audit-sink, its shell. */
@NullMarked
package dev.probity.auditsink.io;

import org.jspecify.annotations.NullMarked;
