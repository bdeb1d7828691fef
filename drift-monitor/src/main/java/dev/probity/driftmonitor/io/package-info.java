// SPDX-License-Identifier: Apache-2.0
/** The drift-monitor's shell: Kafka Streams, the model store, health, meters, configuration. */
@NullMarked
package dev.probity.driftmonitor.io;

import org.jspecify.annotations.NullMarked;
