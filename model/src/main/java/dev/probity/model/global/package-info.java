// SPDX-License-Identifier: Apache-2.0
/** What a model does over many rows: importance, partial dependence, accumulated effects. */
@NullMarked
package dev.probity.model.global;

import org.jspecify.annotations.NullMarked;
