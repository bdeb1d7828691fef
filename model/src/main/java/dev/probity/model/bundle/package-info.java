// SPDX-License-Identifier: Apache-2.0
/**
 * The signed bundle a model travels in: manifest, trees, self-test rows; assembling and loading.
 */
@NullMarked
package dev.probity.model.bundle;

import org.jspecify.annotations.NullMarked;
