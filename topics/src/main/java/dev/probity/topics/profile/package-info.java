// SPDX-License-Identifier: Apache-2.0
/**
 * The data dictionary of a use case, read from a JSON file, and the rules a candidate must keep
 * under it. Another use case is another file.
 */
@NullMarked
package dev.probity.topics.profile;

import org.jspecify.annotations.NullMarked;
