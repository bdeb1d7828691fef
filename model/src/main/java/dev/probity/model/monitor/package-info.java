// SPDX-License-Identifier: Apache-2.0
/**
 * What a release's windows are compared with and how: mergeable window state, label-free and
 * realized performance, univariate drift, impact ratios and anytime-valid alarms. The same code
 * serves the stream and {@code probity monitor evaluate}.
 */
@NullMarked
package dev.probity.model.monitor;

import org.jspecify.annotations.NullMarked;
