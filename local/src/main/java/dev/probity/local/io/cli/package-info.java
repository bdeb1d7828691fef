// SPDX-License-Identifier: Apache-2.0
/** The command line, one class per verb: it parses, calls the modules and prints. */
@NullMarked
package dev.probity.local.io.cli;

import org.jspecify.annotations.NullMarked;
