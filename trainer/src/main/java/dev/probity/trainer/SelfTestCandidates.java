// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Categories;
import dev.probity.model.Feature;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.codec.Json;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.MissingPolicy;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The self-test rows of a release as candidates the scorer's own door lets in: with the protected
 * attributes the profile demands (of the privileged group, which no score depends on), and without
 * the few a profile's gaps make impossible.
 */
final class SelfTestCandidates {
  private static final int ROWS = 64;

  private final Profile profile;
  private final ScoringModel model;
  private final long seed;

  SelfTestCandidates(Profile profile, ScoringModel model, long seed) {
    this.profile = profile;
    this.model = model;
    this.seed = seed;
  }

  List<SelfTestRow> rows() {
    List<SelfTestRow> rows = rows(ROWS);
    return rows.size() >= SelfTestRow.MIN_ROWS ? rows : rows(SelfTestRow.MAX_ROWS);
  }

  private List<SelfTestRow> rows(int count) {
    CandidateRules rules = CandidateRules.of(profile);
    return SelfTestRows.construct(model, unseenCodes(), seed, count).stream()
        .map(this::withProtected)
        .filter(row -> isLetIn(rules, row))
        .toList();
  }

  private static boolean isLetIn(CandidateRules rules, SelfTestRow row) {
    return Codecs.CANDIDATE.decode(row.candidateBytes())
            instanceof Decoded.Valid<Candidate>(Candidate candidate)
        && rules.check(candidate) instanceof CandidateVerdict.Valid;
  }

  private SelfTestRow withProtected(SelfTestRow row) {
    Map<String, Json> demanded = new LinkedHashMap<>();
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      if (attribute.missing() == MissingPolicy.REFUSE) {
        demanded.put(attribute.name(), json(attribute.privileged()));
      }
    }
    if (demanded.isEmpty()) {
      return row;
    }
    Map<String, Json> members = new LinkedHashMap<>(row.candidate().members());
    members.put("protected", new Json.ObjectValue(demanded));
    return new SelfTestRow(
        new Json.ObjectValue(members),
        row.vector(),
        row.margin(),
        row.probability(),
        row.contributions());
  }

  /** Per categorical feature one code the profile knows and the rows did not show. */
  private Map<String, Json> unseenCodes() {
    Map<String, Json> codes = new HashMap<>();
    for (Feature feature : model.spec().features()) {
      if (feature instanceof Feature.Categorical categorical
          && profile.feature(feature.name())
              instanceof dev.probity.topics.profile.Feature.Categorical known) {
        AttributeValue code = unseen(known.codes(), categorical.categories());
        if (code != null) {
          codes.put(feature.name(), json(code));
        }
      }
    }
    return codes;
  }

  private static @Nullable AttributeValue unseen(CodeBook book, Categories seen) {
    return book.labels().keySet().stream()
        .filter(code -> !isSeen(code, seen))
        .findFirst()
        .orElse(null);
  }

  private static boolean isSeen(AttributeValue code, Categories seen) {
    return switch (seen) {
      case Categories.Codes codes ->
          code instanceof AttributeValue.Number(double number)
              && codes.codes().contains((int) number);
      case Categories.Labels labels ->
          code instanceof AttributeValue.Text(String text) && labels.labels().contains(text);
    };
  }

  private static Json json(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number(double number) ->
          new Json.NumberValue(Long.toString((long) number));
      case AttributeValue.Text(String text) -> new Json.TextValue(text);
      case AttributeValue.Missing missing -> new Json.NullValue();
    };
  }
}
