// SPDX-License-Identifier: Apache-2.0
/** Topics. */
@NullMarked
package dev.probity.topics;

import org.jspecify.annotations.NullMarked;
