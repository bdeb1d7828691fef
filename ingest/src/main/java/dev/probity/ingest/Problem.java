// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

/**
 * A problem document (RFC 9457): what went wrong and what to do next, without any value of the
 * request.
 *
 * @param type a URI that names the kind of problem
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail what and where
 * @param code the coded reason, or empty when the problem is not the record's
 * @param next what the sender should do
 */
public record Problem(
    String type, String title, int status, String detail, String code, String next) {
  private static final String KIND = "urn:probity:problem:";
  private static final String BEARER =
      "Send the header Authorization: Bearer TOKEN of a role that may; a data folder keeps tokens"
          + " of all roles in tokens/, for example tokens/auditor-1.jwt.";

  /** The problem of a refused candidate. */
  public static Problem of(IntakeResult.Refused refused) {
    String code = refused.code().code();
    return new Problem(
        KIND + code,
        title(refused),
        refused.status(),
        refused.reason(),
        code,
        "Correct the record and send it again under a new event id;"
            + " the refusal is recorded and nothing was scored.");
  }

  /** The broker did not acknowledge in time. */
  public static Problem unavailable() {
    return new Problem(
        KIND + "unavailable",
        "The broker did not acknowledge in time",
        503,
        "Nothing was promised: the record may or may not be on the topic.",
        "",
        "Send it again with the same Idempotency-Key; it is decided once.");
  }

  /** More candidates are under way than the door holds. */
  public static Problem busy() {
    return new Problem(
        KIND + "busy",
        "Too many candidates are under way",
        429,
        "The door holds a bounded number of candidates until the broker has them.",
        "",
        "Send it again after the seconds in Retry-After.");
  }

  /** The id is not among the newest answers. */
  public static Problem unknown(String id) {
    return new Problem(
        KIND + "unknown-candidate",
        "No recent answer for this candidate",
        404,
        "The view holds the newest answers only.",
        "",
        "Older ones are in the ledger: ./probity trace " + id);
  }

  /** The candidate would be refused; it was a trial. */
  public static Problem ofTrial(IntakeResult.Refused refused) {
    Problem problem = of(refused);
    return new Problem(
        problem.type(),
        problem.title(),
        problem.status(),
        problem.detail(),
        problem.code(),
        "Correct the record; this was a trial, nothing was recorded and nothing scored.");
  }

  /** The query asks for something this door does not know. */
  public static Problem validateWord() {
    return new Problem(
        KIND + "query",
        "The query is not understood",
        400,
        "validate: expected only.",
        "",
        "Ask with ?validate=only to try records out, and without it to send them.");
  }

  /** The body ended before its declared length, or could not be read. */
  public static Problem brokenBody() {
    return new Problem(
        KIND + "broken-body",
        "The body could not be read",
        400,
        "The connection ended before the body did.",
        "",
        "Send it again with the same Idempotency-Key; nothing was recorded.");
  }

  /** The batch is not among the newest. */
  public static Problem unknownBatch() {
    return new Problem(
        KIND + "unknown-batch",
        "No recent batch of this id",
        404,
        "The counts of the newest batches are held only.",
        "",
        "Each candidate is still answered at /candidates/ID, and the ledger has them all.");
  }

  /** Too many watch batches. */
  public static Problem watched(int most) {
    return new Problem(
        KIND + "busy",
        "Too many streams are open",
        429,
        "At most " + most + " streams of progress are open at a time.",
        "",
        "Ask again after the seconds in Retry-After, or ask the batch itself for its counts.");
  }

  /** No such use case here. */
  public static Problem unknownProfile() {
    return new Problem(
        KIND + "unknown-profile",
        "No such profile here",
        404,
        "The process serves the profiles of probity.profile only.",
        "",
        "GET /profiles lists them.");
  }

  /** A list is asked for that is longer than the door gives. */
  public static Problem limit(int most) {
    return new Problem(
        KIND + "limit",
        "The number of rows lies outside its range",
        400,
        "limit: expected 1 to " + most + ".",
        "",
        "Ask for fewer, and again when those are decided.");
  }

  /** The caller is not on this machine and shows no token. */
  public static Problem noToken() {
    return new Problem(
        KIND + "no-token",
        "Who asks is not known",
        401,
        "Only callers on the same machine may come without a token, and only to submit.",
        "",
        BEARER);
  }

  /** The caller's token does not hold. */
  public static Problem badToken() {
    return new Problem(
        KIND + "bad-token",
        "The token does not hold",
        401,
        "It is malformed, has ended, or was signed by a key that is not trusted here.",
        "",
        BEARER);
  }

  /** The caller's role may not do this. */
  public static Problem otherRole() {
    return new Problem(
        KIND + "other-role",
        "The caller's role may not do this",
        403,
        "Publishers submit candidates; recruiters and auditors read what became of them; recruiters"
            + " decide, operators stop and resume."
            + " A caller without a token is a publisher.",
        "",
        BEARER);
  }

  /**
   * The address does not take the method.
   *
   * @param allowed what it takes, as the header Allow says it
   */
  public static Problem wrongMethod(String allowed) {
    return new Problem(
        KIND + "wrong-method",
        "The address does not take this method",
        405,
        "expected " + allowed + ".",
        "",
        "Ask with one of those; the OpenAPI document lists every address.");
  }

  private static String title(IntakeResult.Refused refused) {
    return switch (refused.code()) {
      case SCHEMA -> "The record does not have the form of a candidate";
      case TYPE -> "A value has the wrong type";
      case RANGE -> "A value lies outside its range or code list";
      case NAN -> "A number is not finite";
      case TOO_LARGE -> "The record is too large";
      case TOO_DEEP -> "The record is nested too deeply";
      case BAD_UTF8 -> "The record is not strict UTF-8 text";
      case DUPLICATE_KEY -> "A field is named twice";
      case UNKNOWN_SCHEMA_VERSION -> "The version of the record is not known";
      case MISSING_KEY -> "The record has no key";
      case MODEL_MISSING -> "The profile is not served here";
      case CLOCK_SKEW -> "The time of the event is too far from now";
      case DUPLICATE_EVENT -> "The event was seen before";
      case EXPLAIN_FAILED, INTERNAL_ERROR -> "The record could not be processed";
    };
  }
}
