// SPDX-License-Identifier: Apache-2.0
/** What MLflow is told about a training: the run, its artefacts, the registered model. */
@NullMarked
package dev.probity.trainer.mlflow;

import org.jspecify.annotations.NullMarked;
