// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** Why a record was refused: a closed list, a change is a new contract version. */
public enum ReasonCode implements Coded {
  /** Not the JSON document the schema describes, or a required field is absent. */
  SCHEMA("schema"),
  /** A field has the wrong type or form. */
  TYPE("type"),
  /** A value lies outside its range or code list. */
  RANGE("range"),
  /** A number that is not finite. */
  NAN("nan"),
  /** A record, text or number beyond the limits. */
  TOO_LARGE("too-large"),
  /** Nested deeper than 32 levels. */
  TOO_DEEP("too-deep"),
  /** Not strict UTF-8 text. */
  BAD_UTF8("bad-utf8"),
  /** An object names a field twice. */
  DUPLICATE_KEY("duplicate-key"),
  /** A version of the schema nobody here knows. */
  UNKNOWN_SCHEMA_VERSION("unknown-schema-version"),
  /** The Kafka key is absent or empty. */
  MISSING_KEY("missing-key"),
  /** The record asks for a model, alias or profile that does not exist. */
  MODEL_MISSING("model-missing"),
  /** The explanation does not add up to the score. */
  EXPLAIN_FAILED("explain-failed"),
  /** The time of the event is too far from now. */
  CLOCK_SKEW("clock-skew"),
  /** The same source and event id were seen before. */
  DUPLICATE_EVENT("duplicate-event"),
  /** A bug of ours; the record is kept and the process stops. */
  INTERNAL_ERROR("internal-error");

  private final String code;

  ReasonCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
