// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

/**
 * A record refused to be built. It names the component and what was expected, never the value:
 * values may be personal data, and texts end up in logs.
 */
public final class InvalidValueException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String component;

  /** Why a value is refused. */
  public enum Kind {
    /** A required value is absent or empty. */
    MISSING,
    /** The value has the wrong form, for example a digest that is not 64 hex digits. */
    FORM,
    /** The value has the right form but lies outside what is allowed. */
    RANGE
  }

  InvalidValueException(Kind kind, String component, String expected) {
    super(component + " must be " + expected);
    this.kind = kind;
    this.component = component;
  }

  /** Why the value was refused. */
  public Kind kind() {
    return kind;
  }

  /** The name of the component that was refused. */
  public String component() {
    return component;
  }
}
