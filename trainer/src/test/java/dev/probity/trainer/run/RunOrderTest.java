// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.Step;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunOrderTest {

  @Test
  void orderComesBackAndNeverPromotes() {
    // Given
    Map<String, OffsetRange> offsets = Map.of("probity.candidates.v1-0", new OffsetRange(3, 9));
    TrainingOptions options = new TrainingOptions(27, 60, "SEX", LearnerName.SMILE, true);
    TrainingRequest asked =
        new TrainingRequest("r1", "operator-1", "drift", offsets, 7, false, null, "c", options);
    TrainingRequest promoting =
        new TrainingRequest("r1", "operator-1", null, Map.of(), 7, true, null);
    RunOrder order = new RunOrder(asked, EnumSet.of(Pipeline.TRAIN, Pipeline.SERVE));
    // Then
    assertEquals(order, RunOrder.parse(order.toBytes()));
    RunOrder again = new RunOrder(promoting, EnumSet.allOf(Pipeline.class));
    assertFalse(RunOrder.parse(again.toBytes()).request().promote());
    assertThrows(RuntimeException.class, () -> RunOrder.parse("{}".getBytes(UTF_8)));
    assertThrows(IllegalArgumentException.class, () -> Pipeline.of("deploy"));
  }

  @Test
  void everyInputOfAStepIsGivenOrPutOutByAnEarlierOne() {
    // Given: what no step puts out
    Set<String> known = new HashSet<>(Set.of("offsets", "profile", "erased", "spec"));
    for (Step step : Step.values()) {
      // Then
      for (String input : step.inputs()) {
        assertTrue(known.contains(input), step + " reads " + input);
      }
      known.add(step.output());
    }
    List<Step> all =
        List.of(Pipeline.values()).stream().flatMap(one -> one.steps().stream()).toList();
    assertEquals(List.of(Step.values()), all, "the pipelines are the steps, in their order");
  }
}
