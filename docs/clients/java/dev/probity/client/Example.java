// SPDX-License-Identifier: Apache-2.0
package dev.probity.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.probity.client.ProbityClient.Accepted;
import dev.probity.client.ProbityClient.Answer;
import dev.probity.client.ProbityClient.Candidate;
import dev.probity.client.ProbityClient.Outcome;
import dev.probity.client.ProbityClient.OversightRecorded;
import dev.probity.client.ProbityClient.OversightRequest;
import dev.probity.client.ProbityClient.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Submits a candidate, waits for the explained answer, confirms it, and sends the truth later. */
public final class Example {
  private Example() {}

  /**
   * Runs it.
   *
   * @param arguments the address of the server, the folder with the tokens, an id for the candidate
   */
  public static void main(String[] arguments) throws Exception {
    URI server = URI.create(arguments[0]);
    Path tokens = Path.of(arguments[1]);
    String id = arguments[2];
    ProbityClient publisher = new ProbityClient(server, token(tokens, "publisher-1"));
    ProbityClient recruiter = new ProbityClient(server, token(tokens, "recruiter-1"));

    // The same key is decided once, however often it is sent.
    JsonNode said = publisher.submitCandidates(candidate(id, 34), null, id + "-1", null);
    Accepted accepted = ProbityClient.as(said, Accepted.class);
    System.out.println("accepted " + accepted.id() + ", answered at " + accepted.location());

    Answer answer = explained(recruiter, id);
    System.out.printf(
        "band %s, probability %.4f, release %s%n",
        answer.prediction().band(),
        answer.prediction().probability(),
        answer.prediction().modelVersion());
    answer
        .explanation()
        .contributions()
        .forEach(one -> System.out.printf("  %s %+.4f%n", one.feature(), one.value()));

    OversightRequest seen =
        new OversightRequest(
            "confirmed", id, "certificate seen", answer.prediction().id(), null, 42.5, null);
    OversightRecorded recorded = recruiter.decide(seen, id + "-review");
    System.out.println(recorded.action() + " by " + recorded.actor());

    String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    Outcome outcome = new Outcome(id, answer.prediction().id(), Map.of("WAGP", 52_000), now);
    System.out.println("outcome of " + publisher.observeOutcome(outcome, id + "-outcome").id());

    try {
      publisher.submitCandidates(candidate(id + "-bad", -5), null, null, null);
    } catch (ProblemException refused) {
      System.out.println("refused: " + refused.problem().detail());
      System.out.println("  " + refused.problem().next());
    }
  }

  private static Candidate candidate(String id, int age) {
    Map<String, Object> attributes =
        Map.of(
            "CIT", 1, "COW", 1, "INDP", 4971, "OCCP", 4720, "HICOV", 1, "WKWN", 52, "WKHP", 40,
            "AGEP", age, "SCHL", 21);
    return new Candidate(id, null, "acs-salary", attributes, Map.of("SEX", 2, "RAC1P", 1), null);
  }

  private static Answer explained(ProbityClient recruiter, String id)
      throws IOException, InterruptedException {
    Answer answer = recruiter.readCandidate(id);
    for (int i = 0; i < 300 && !answer.state().equals("explained"); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
      answer = recruiter.readCandidate(id);
    }
    return answer;
  }

  private static String token(Path tokens, String principal) throws IOException {
    return Files.readString(tokens.resolve(principal + ".jwt")).strip();
  }
}
