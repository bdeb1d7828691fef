// SPDX-License-Identifier: Apache-2.0
/**
 * The records that travel on the topics, written by hand so that an invalid one cannot exist:
 * compact constructors check and copy, and JSON names equal component names.
 */
@NullMarked
package dev.probity.topics.record;

import org.jspecify.annotations.NullMarked;
