// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

/**
 * An output somebody asks for.
 *
 * @param name which
 * @param binary whether as bytes behind the JSON part
 */
public record RequestedOutput(String name, boolean binary) {}
