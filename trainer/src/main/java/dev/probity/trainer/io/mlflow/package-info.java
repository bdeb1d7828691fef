// SPDX-License-Identifier: Apache-2.0
/** Where MLflow's records go: a folder in its file layout, or a server. */
@NullMarked
package dev.probity.trainer.io.mlflow;

import org.jspecify.annotations.NullMarked;
