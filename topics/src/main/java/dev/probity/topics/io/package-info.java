// SPDX-License-Identifier: Apache-2.0
/** Topics, its shell. */
@NullMarked
package dev.probity.topics.io;

import org.jspecify.annotations.NullMarked;
