// SPDX-License-Identifier: Apache-2.0
/** C2SP texts: signed notes, keys and checkpoints, parsed so strictly that they render back. */
@NullMarked
package dev.probity.auditsink.note;

import org.jspecify.annotations.NullMarked;
