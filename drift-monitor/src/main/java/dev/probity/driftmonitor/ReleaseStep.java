// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Stage;

/** Tells the stage which release came into use and which went out of it. */
final class ReleaseStep implements InboundStep {
  private static final String CHAMPION = "champion";

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    switch (Codecs.MODEL_RELEASE.decode(inbound.valueBytes())) {
      case Decoded.Invalid<ModelRelease> invalid ->
          exits.refuse(inbound, Stage.DECODE, invalid.code(), invalid.describe());
      case Decoded.Valid<ModelRelease>(ModelRelease release) -> take(release, inbound, exits);
    }
  }

  private static void take(ModelRelease release, InboundRecord inbound, Exits exits) {
    switch (release.event()) {
      case PROMOTED, ROLLED_BACK -> {
        String previous = release.previousDigest();
        if (CHAMPION.equals(release.alias())) {
          change(release, release.digest(), true, inbound, exits);
          if (previous != null && !previous.equals(release.digest())) {
            change(release, previous, false, inbound, exits);
          }
        }
      }
      case RETIRED -> change(release, release.digest(), false, inbound, exits);
      case REGISTERED, SERVING, STOPPED -> {
        // Whether a release exists or serves changes nothing about its windows.
      }
    }
  }

  private static void change(
      ModelRelease release, String digest, boolean inUse, InboundRecord inbound, Exits exits) {
    exits.toStage(new ReleaseChange(digest, inUse, release.at()), inbound.timestamp());
  }
}
