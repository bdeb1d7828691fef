// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts of the stream: which topics exist, who owns and reads them, what their records,
 * headers and ids look like. Nothing here touches the world; that is in {@code io}.
 */
@NullMarked
package dev.probity.topics;

import org.jspecify.annotations.NullMarked;
