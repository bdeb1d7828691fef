// SPDX-License-Identifier: Apache-2.0
/** Keys of people: whose record is whose, encrypted under which key, and how to forget it. */
@NullMarked
package dev.probity.auditsink.vault;

import org.jspecify.annotations.NullMarked;
