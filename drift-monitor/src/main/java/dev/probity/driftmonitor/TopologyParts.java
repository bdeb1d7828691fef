// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.TopicNames;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;

/**
 * What the topology is put together from.
 *
 * @param names the topics' names in this installation
 * @param profile the use case
 * @param access opens protected attributes; obtained by the shell
 * @param releases where references come from
 * @param listener who counts
 * @param settings how releases are watched
 * @param bounds how much may wait
 * @param version the module's version, for dead letters
 */
public record TopologyParts(
    TopicNames names,
    Profile profile,
    FairnessAccess access,
    Releases releases,
    MonitorListener listener,
    MonitorSettings settings,
    WaitingBounds bounds,
    String version) {}
