// SPDX-License-Identifier: Apache-2.0
/**
 * The main job shown from outside: an HR system that publishes past cases and new candidates, and a
 * reader who counts what came of them in topics and ledger.
 */
@NullMarked
package dev.probity.local.io.demo;

import org.jspecify.annotations.NullMarked;
