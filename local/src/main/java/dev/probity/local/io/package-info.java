// SPDX-License-Identifier: Apache-2.0
/** Local, its shell. */
@NullMarked
package dev.probity.local.io;

import org.jspecify.annotations.NullMarked;
