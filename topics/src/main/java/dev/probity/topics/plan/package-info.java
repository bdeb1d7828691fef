// SPDX-License-Identifier: Apache-2.0
/** The difference between the topics as declared and the topics of a cluster. */
@NullMarked
package dev.probity.topics.plan;

import org.jspecify.annotations.NullMarked;
