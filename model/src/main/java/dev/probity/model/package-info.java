// SPDX-License-Identifier: Apache-2.0
/** Model. */
@NullMarked
package dev.probity.model;

import org.jspecify.annotations.NullMarked;
