// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.profile.Profile;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to pull.
 *
 * @param first where the first page is
 * @param profile the use case of the candidates
 * @param items the field of a page that holds the candidates, when a page is no array
 * @param cursor the field of a page that names the next one, and the parameter that takes it
 * @param state the file that says where to go on after an interruption
 * @param rejects where refused candidates are listed; null when they are only recorded
 */
public record PullRequest(
    URI first, Profile profile, String items, String cursor, Path state, @Nullable Path rejects) {}
