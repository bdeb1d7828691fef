// SPDX-License-Identifier: Apache-2.0
/** The door itself: HTTP, files, Kafka. An acceptance is answered after the broker's. */
@NullMarked
package dev.probity.ingest.io;

import org.jspecify.annotations.NullMarked;
