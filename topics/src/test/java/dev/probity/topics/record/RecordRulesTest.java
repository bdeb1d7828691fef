// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.AuditEntries;
import dev.probity.topics.Checkpoints;
import dev.probity.topics.Explanations;
import dev.probity.topics.Ids;
import dev.probity.topics.ModelReleases;
import dev.probity.topics.OversightDecisions;
import dev.probity.topics.Predictions;
import dev.probity.topics.RecordKind;
import dev.probity.topics.Rejects;
import dev.probity.topics.Signals;
import dev.probity.topics.value.InvalidValueException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordRulesTest {

  private static final String DIGEST = Predictions.DIGEST;

  @Test
  void everyRecordRefusesAMissingComponent() throws ReflectiveOperationException {
    for (RecordKind<?> kind : RecordKind.all()) {
      RecordComponent[] components = kind.type().getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        boolean mayBeNull =
            components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)
                || components[i].getType().isPrimitive();
        if (!mayBeNull) {
          Object[] values = values(kind.example(), components);
          values[i] = null;
          assertRefused(kind, values, components[i].getName());
        }
      }
    }
  }

  @Test
  void everyRecordRefusesATextOfAnyLength() throws ReflectiveOperationException {
    for (RecordKind<?> kind : RecordKind.all()) {
      RecordComponent[] components = kind.type().getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        if (components[i].getType() == String.class) {
          Object[] values = values(kind.example(), components);
          values[i] = "x".repeat(20_000);
          assertRefused(kind, values, components[i].getName());
        }
      }
    }
  }

  private static Object[] values(Object example, RecordComponent[] components)
      throws ReflectiveOperationException {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components[i].getAccessor().invoke(example);
    }
    return values;
  }

  private static void assertRefused(RecordKind<?> kind, Object[] values, String component) {
    InvocationTargetException e =
        assertThrows(
            InvocationTargetException.class,
            () -> canonical(kind).newInstance(values),
            kind + "." + component);
    String message = e.getCause().getMessage();
    assertEquals(InvalidValueException.class, e.getCause().getClass(), kind + "." + component);
    assertFalse(message.contains("xxx"), "a value in: " + kind + "." + component);
  }

  private static Constructor<?> canonical(RecordKind<?> kind) throws NoSuchMethodException {
    return kind.type()
        .getDeclaredConstructor(
            Arrays.stream(kind.type().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
  }

  @Test
  void collectionsOfEveryRecordAreCopies() throws ReflectiveOperationException {
    for (RecordKind<?> kind : RecordKind.all()) {
      for (RecordComponent component : kind.type().getRecordComponents()) {
        if (component.getType() == List.class) {
          List<?> list = (List<?>) component.getAccessor().invoke(kind.example());
          if (list == null) {
            continue; // added after a release, where the example says nothing
          }
          assertThrows(UnsupportedOperationException.class, list::clear, kind.name());
        }
      }
    }
  }

  @Test
  void keysAreTheOnesOfTheContract() {
    assertEquals("C-1001", Predictions.example().key());
    assertEquals("C-1001", Explanations.example().key());
    assertEquals("C-1001", OversightDecisions.example().key());
    assertEquals("model:acs-salary", OversightDecisions.halted("acs-salary").key());
    assertEquals("acs-salary|champion", ModelReleases.example().key());
    assertEquals("acs-salary|serving", ModelReleases.serving("acs-salary", true).key());
    assertEquals(DIGEST + "|roc_auc||all|estimated|count", Signals.example().key());
    assertEquals("scorer/a", AuditEntries.example().key());
    assertEquals("ledger.probity.example", Checkpoints.example().key());
  }

  @Test
  void aReleaseWithoutAliasIsKeyedByItsDigest() {
    ModelRelease release = ModelReleases.serving("m", false);
    ModelRelease registered =
        new ModelRelease(
            "m",
            ReleaseEvent.REGISTERED,
            null,
            "1",
            DIGEST,
            DIGEST,
            release.profile(),
            release.profileDigest(),
            null,
            null,
            null,
            null,
            "trainer",
            null,
            release.at());
    assertEquals("m|" + DIGEST, registered.key());
  }

  @Test
  void aModelNamedWithABarOrAnAliasNamedServingWouldConfuseKeys() {
    assertThrows(
        InvalidValueException.class, () -> ModelReleases.promoted("a|b", "champion", DIGEST));
    assertThrows(InvalidValueException.class, () -> ModelReleases.promoted("a", "serving", DIGEST));
    assertThrows(
        InvalidValueException.class, () -> ModelReleases.promoted("a", "Champion", DIGEST));
  }

  @Test
  void theIdOfAnAlertStaysWhileItsWindowsPass() {
    String first = Ids.alert(Signals.series(), Signals.example().window().label());
    assertEquals("3", Signals.example().window().label());
    assertEquals(first, Ids.alert(Signals.series(), "3"));
    assertFalse(first.equals(Ids.alert(Signals.series(), "4")));
  }

  @Test
  void ledgerCodesAreClosedUniqueAndFitTheirField() {
    Set<Integer> numbers = new HashSet<>();
    for (EventType type : EventType.values()) {
      assertTrue(numbers.add(type.number()), type.code());
      assertTrue(type.number() >= 1 && type.number() <= 65_535, type.code());
      assertEquals(type, EventType.named(type.code()));
      assertEquals(type, EventType.numbered(type.number()));
    }
    assertEquals(50, EventType.values().length);
    assertEquals(EventType.UNIDENTIFIED, EventType.named("no.such"));
    assertEquals(EventType.UNIDENTIFIED, EventType.numbered(21));
    assertEquals(58, EventType.CANDIDATE_HISTORY.number());
    assertEquals(18, EventType.OVERSIGHT_DEFERRED.number());
  }

  @Test
  void codesOfEveryClosedListAreUnique() {
    List<String> problems = new ArrayList<>();
    for (Class<?> type : Coded.class.getPermittedSubclasses()) {
      long codes =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Coded) constant).code())
              .distinct()
              .count();
      if (codes != type.getEnumConstants().length) {
        problems.add(type.getSimpleName());
      }
    }
    assertEquals(List.of(), problems);
    assertEquals(15, ReasonCode.values().length, "14 reasons and internal-error");
  }

  @Test
  void aDeadLetterKnowsItsPositionOrHasNone() {
    assertEquals("probity.candidates.v1-2@41", Rejects.example().source().toString());
    OffsetRange range = new OffsetRange(3, 10);
    assertEquals(7, range.size());
    assertThrows(InvalidValueException.class, () -> new OffsetRange(4, 3));
  }
}
