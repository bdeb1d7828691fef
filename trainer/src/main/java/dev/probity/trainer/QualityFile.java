// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.codec.JsonWriter;
import java.util.List;
import java.util.Locale;

/** What the checks said, as it lies in a commit. */
public final class QualityFile {
  private QualityFile() {}

  /** The file: each check with its outcome and what was found. */
  public static byte[] write(List<QualityCheck> checks) {
    JsonWriter json = new JsonWriter().beginObject().name("schema").value("probity/quality/v1");
    json.name("checks").beginArray();
    for (QualityCheck check : checks) {
      json.beginObject().name("check").value(check.name());
      json.name("outcome").value(check.outcome().name().toLowerCase(Locale.ROOT));
      json.name("detail").value(check.detail()).endObject();
    }
    return json.endArray().endObject().toLine();
  }
}
