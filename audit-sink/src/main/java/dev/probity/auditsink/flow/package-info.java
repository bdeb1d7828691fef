// SPDX-License-Identifier: Apache-2.0
/** Which records of a hop have a successor and which have none, from their positions alone. */
@NullMarked
package dev.probity.auditsink.flow;

import org.jspecify.annotations.NullMarked;
