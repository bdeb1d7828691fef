// SPDX-License-Identifier: Apache-2.0
/** The report of a run for people: one page that needs nothing but a browser. */
@NullMarked
package dev.probity.trainer.report;

import org.jspecify.annotations.NullMarked;
