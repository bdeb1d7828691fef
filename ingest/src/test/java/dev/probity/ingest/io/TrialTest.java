// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.ingest.CandidateIntake;
import dev.probity.topics.Candidates;
import dev.probity.topics.MalformedCandidate;
import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.Trace;
import dev.probity.topics.io.ProfileFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
  private final Trial trial =
      new Trial(
          new CandidateIntake(List.of(ProfileFiles.load("acs-salary")), Duration.ofHours(24)),
          IngestConfig.parse(Map.of("probity.instance.id", "t")));

  /** The whole corpus that needs no header says in a trial what it says in earnest. */
  @Test
  void aTrialRefusesWhatTheDoorRefuses() {
    List<String> wrong = new ArrayList<>();
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      if (!bad.overHttp() || bad.valueBytes() == null || !bad.headers().isEmpty()) {
        continue;
      }
      ElementAnswer said = one(bad.valueBytes());
      String got =
          said instanceof ElementAnswer.Faulty(var refusal)
              ? refusal.code() + " " + refusal.status()
              : "" + said;
      if (!got.equals(bad.code() + " " + bad.status())) {
        wrong.add(bad + ": " + got);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void aGoodOneIsValidUnderItsIdOrUnderNoneYet() {
    String good = new String(MalformedCandidates.good(), UTF_8);
    assertEquals(new ElementAnswer.Valid("C-1001"), one(good.getBytes(UTF_8)));
    String without = good.replace("\"id\":\"C-1001\",", "");
    assertNull(assertInstanceOf(ElementAnswer.Valid.class, one(without.getBytes(UTF_8))).id());
  }

  @Test
  void everyElementOfAnArrayIsToldForItself() {
    String good = new String(MalformedCandidates.good(), UTF_8);
    String array = "[" + good + "," + good.replace("\"AGEP\":34", "\"AGEP\":-5") + "]";
    SubmissionAnswer.Batch said =
        assertInstanceOf(SubmissionAnswer.Batch.class, ask(array.getBytes(UTF_8)));
    assertNull(said.id());
    assertEquals(List.of(200, 422), said.elements().stream().map(one -> one.status()).toList());
  }

  private ElementAnswer one(byte[] body) {
    return assertInstanceOf(SubmissionAnswer.Single.class, ask(body)).element();
  }

  private SubmissionAnswer ask(byte[] body) {
    return trial.of(new Submission(body, Map.of(), Trace.NONE), Candidates.TIME);
  }
}
