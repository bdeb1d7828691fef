// SPDX-License-Identifier: Apache-2.0
/**
 * The front door without its hinges: what is accepted, what is refused and with which words, over
 * HTTP and from files.
 */
@NullMarked
package dev.probity.ingest;

import org.jspecify.annotations.NullMarked;
