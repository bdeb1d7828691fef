// SPDX-License-Identifier: Apache-2.0
/** Audit-sink. */
@NullMarked
package dev.probity.auditsink;

import org.jspecify.annotations.NullMarked;
