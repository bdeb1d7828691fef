// SPDX-License-Identifier: Apache-2.0
/** Tree ensembles, scoring, exact TreeSHAP, calibration, metrics: nothing but the JDK's base. */
module dev.probity.model {
  requires static transitive org.jspecify;

  exports dev.probity.model;
  exports dev.probity.model.bundle;
  exports dev.probity.model.codec;
  exports dev.probity.model.eval;
  exports dev.probity.model.evaluate;
  exports dev.probity.model.global;
  exports dev.probity.model.monitor;
  exports dev.probity.model.shap;
}
