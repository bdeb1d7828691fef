// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignatureLine;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.note.StrictText;
import dev.probity.auditsink.note.VerifierKey;
import dev.probity.auditsink.witness.AddCheckpoint;
import dev.probity.auditsink.witness.WitnessAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Asks a witness for its cosignature, and believes the answer only if the key verifies it. */
final class WitnessClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final URI submit;
  private final VerifierKey key;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  WitnessClient(URI address, VerifierKey key) {
    this.submit = URI.create(address.toString().replaceAll("/+$", "") + "/add-checkpoint");
    this.key = key;
  }

  VerifierKey key() {
    return key;
  }

  WitnessAnswer add(AddCheckpoint request, Checkpoint head)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(submit)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.toBytes()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    String body = new String(response.body(), UTF_8);
    try {
      return switch (response.statusCode()) {
        case 200 -> new WitnessAnswer.Cosigned(head, verified(body, head));
        case 409 -> new WitnessAnswer.Conflict(StrictText.decimal(body.strip()));
        case 403 -> new WitnessAnswer.Refused(WitnessAnswer.Reason.UNTRUSTED, body.strip());
        case 404 -> new WitnessAnswer.Refused(WitnessAnswer.Reason.UNKNOWN_LOG, body.strip());
        case 422 -> new WitnessAnswer.Refused(WitnessAnswer.Reason.INCONSISTENT, body.strip());
        default -> new WitnessAnswer.Refused(WitnessAnswer.Reason.MALFORMED, body.strip());
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("the witness answered what is no answer", e);
    }
  }

  private SignatureLine verified(String body, Checkpoint head) {
    for (String text : body.split("\n")) {
      SignatureLine line = SignatureLine.parse(text);
      if (!new SignedNote(head.text(), List.of(line)).verifiedBy(List.of(key)).isEmpty()) {
        return line;
      }
    }
    throw new IllegalArgumentException("no cosignature of " + key.name());
  }

  @Override
  public void close() {
    http.close();
  }
}
