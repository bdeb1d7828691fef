// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Fixtures;
import dev.probity.model.Golden;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.shap.ShapRecurrence;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of broken documents in each form: a coded refusal or a model that scores, in time. */
class FuzzedDocumentTest {
  private static final int ROUNDS = 2_000;
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @EnumSource
  void brokenDocumentsAreRefusedWithACodeOrScore(DocumentForm form) {
    assumeReadable(form);
    // Given: a model of every kind of feature, and the first trees of the census model
    long seed = Long.getLong("probity.seed", 4_711L);
    DocumentMutator mutator = new DocumentMutator(seed);
    List<Object> documents = List.of(small(), census());
    Map<RefusalCode, Integer> refusals = new EnumMap<>(RefusalCode.class);
    int scored = 0;
    long slowest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = form.write(documents.get(round % 5 == 0 ? 1 : 0));
      if (round % 4 < 3) {
        bytes = form.write(mutator.values(documents.get(round % 5 == 0 ? 1 : 0)));
      }
      bytes = round % 4 == 3 || mutator.coin() ? mutator.bytes(bytes) : bytes;
      long start = cpu();
      // When
      try {
        score(XgboostReader.read(bytes).ensemble(), mutator);
        scored++;
      } catch (ModelRefusedException refusal) {
        refusals.merge(refusal.code(), 1, Integer::sum);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
        throw new AssertionError("seed " + seed + ", round " + round, wrong);
      }
      // Then
      slowest = Math.max(slowest, cpu() - start);
    }
    System.out.printf(
        "golden: %,d broken %s documents (seed %d): refused %s, %,d still score, slowest %d ms%n",
        ROUNDS, form, seed, refusals, scored, slowest / 1_000_000);
    assertTrue(slowest < SECOND, "slowest " + slowest + " ns");
    assertTrue(refusals.size() >= 4, "the breaks are varied: " + refusals);
    assertTrue(refusals.values().stream().mapToInt(n -> n).sum() > ROUNDS / 2, "and many");
  }

  @ParameterizedTest
  @EnumSource
  void theWholeDocumentIsReadInEitherForm(DocumentForm form) {
    assumeReadable(form);
    float[] row = {45f, 5f, 1f, 0f};
    Ensemble read = XgboostReader.read(form.write(small())).ensemble();
    assertEquals(Fixtures.ensemble().margin(row), read.margin(row));
  }

  /** Skips, saying why, what asks for a form that the reader does not read. */
  static void assumeReadable(DocumentForm form) {
    boolean readable = true;
    try {
      XgboostReader.read(form.write(small()));
    } catch (ModelRefusedException unreadable) {
      readable = form == DocumentForm.JSON;
    }
    if (!readable) {
      System.out.println("SKIPPED: the reader does not read " + form);
    }
    Assumptions.assumeTrue(readable, "the reader does not read " + form);
  }

  /** What is read must score and explain whatever row comes. */
  private static void score(Ensemble ensemble, DocumentMutator mutator) {
    ShapRecurrence shap = ensemble.maxDepth() <= 8 ? new ShapRecurrence(ensemble) : null;
    for (int i = 0; i < 4; i++) {
      float[] row = new float[ensemble.features()];
      for (int f = 0; f < row.length; f++) {
        int draw = mutator.below(120);
        row[f] = draw < 100 ? draw : Float.NaN;
      }
      double margin = ensemble.margin(row);
      assertTrue(Double.isFinite(margin), "margin");
      if (shap != null) {
        shap.explain(row);
      }
    }
  }

  private static Object small() {
    return DocumentForm.values(
        Json.parse(XgboostWriter.write(Fixtures.ensemble(), Fixtures.spec())));
  }

  private static Object census() {
    Golden golden = Golden.trimmed();
    Ensemble first = golden.model("xgb_cat").ensemble().first(3);
    return DocumentForm.values(Json.parse(XgboostWriter.write(first, golden.categoricalSpec())));
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @ParameterizedTest
  @EnumSource
  void lengthsFromNowhereTakeNoMemory(DocumentForm form) {
    assumeReadable(form);
    // Given: lengths that promise much, wherever they stand
    List<byte[]> promises = new ArrayList<>();
    for (byte[] document : List.of(form.write(small()), form.write(census()))) {
      for (int i = 0; i < 400; i++) {
        byte[] bytes = document.clone();
        int at = i * (bytes.length - 9) / 400;
        for (int b = 0; b < 8; b++) {
          bytes[at + b] = (byte) (b == 0 ? 0x7f : 0xff);
        }
        promises.add(bytes);
      }
    }
    long before = allocated();
    long bytes = 0;
    // When
    for (byte[] document : promises) {
      bytes += document.length;
      try {
        XgboostReader.read(document);
      } catch (ModelRefusedException refused) {
        // Then: refused is what most of them are
        assertTrue(refused.getMessage().length() < 500);
      }
    }
    long spent = allocated() - before;
    System.out.printf(
        "golden: %d %s documents with false lengths, %,d bytes, allocated %,d%n",
        promises.size(), form, bytes, spent);
    assertTrue(spent < 60 * bytes, spent + " bytes allocated for " + bytes);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().threadId());
  }
}
