// SPDX-License-Identifier: Apache-2.0
/** The projection for auditors: rows extracted from bodies, citing the entries they came from. */
@NullMarked
package dev.probity.auditsink.query;

import org.jspecify.annotations.NullMarked;
