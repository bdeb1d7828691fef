// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where release bundles lie.
 *
 * @param dir the folder of the bundles, or of the cache of a store elsewhere
 * @param location the store elsewhere; null when the folder is the store
 * @param cacheMib how much the cache may hold, in MiB
 * @param mlflow address of the MLflow server; null when none is named
 * @param mlflowTokenFile file with its bearer token; null when it asks for none
 */
public record ModelStoreSettings(
    Path dir,
    @Nullable String location,
    int cacheMib,
    @Nullable URI mlflow,
    @Nullable Path mlflowTokenFile) {
  private static final String LOCATION = "probity.models.location";
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int CACHE_MIB = 1_024;
  private static final Pattern ARTIFACTS =
      Pattern.compile("mlflow-artifacts:/((?:[A-Za-z0-9._-]+/)*[A-Za-z0-9._-]*)");

  /** The folder is the store. */
  public static ModelStoreSettings folder(Path dir) {
    return new ModelStoreSettings(dir, null, CACHE_MIB, null, null);
  }

  /** Reads the keys. */
  public static ModelStoreSettings read(ConfigReader reader) {
    MlflowServer server = MlflowServer.read(reader);
    ModelStoreSettings settings =
        new ModelStoreSettings(
            reader.path("probity.models.dir", "models", "Folder of the release bundles"),
            reader.optional(
                LOCATION,
                "Where bundles lie instead of the folder, which is their cache then:"
                    + " s3://bucket/prefix (the environment names AWS_ACCESS_KEY_ID,"
                    + " AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_S3) or mlflow-artifacts:/path"),
            reader.whole(
                "probity.models.cache-mib",
                CACHE_MIB,
                1,
                1 << 20,
                "How much the cache of bundles may hold, in MiB"),
            server.url(),
            server.tokenFile());
    settings.check(reader);
    return settings;
  }

  private void check(ConfigReader reader) {
    if (location == null) {
      return;
    }
    if (location.startsWith(S3Address.SCHEME)) {
      try {
        S3Address unused = S3Address.parse(location);
      } catch (IllegalArgumentException e) {
        reader.problem(LOCATION, location, "s3://bucket/prefix");
      }
    } else if (!ARTIFACTS.matcher(location).matches()) {
      reader.problem(LOCATION, location, "s3://bucket/prefix or mlflow-artifacts:/path");
    } else if (mlflow == null) {
      reader.problem(LOCATION, location, "probity.mlflow.url beside it");
    }
  }

  /** The store, reached as this process' environment says. */
  public ModelRepository open() {
    return open(System.getenv());
  }

  /**
   * The store.
   *
   * @param environment has the variables of an s3:// address
   * @throws IllegalArgumentException when the environment lacks what an s3:// address needs
   */
  public ModelRepository open(Map<String, String> environment) {
    if (location == null) {
      return new FolderModelStore(dir);
    }
    ArchiveCache cache = new ArchiveCache(dir, (long) cacheMib << 20, InstantSource.system());
    ModelRepository remote = new RemoteModelStore(bucket(location, environment), cache);
    // The loop that scores also obeys a stop, within two seconds.
    return new AsideModelStore(remote, PATIENCE, System::nanoTime);
  }

  private ObjectBucket bucket(String address, Map<String, String> environment) {
    if (address.startsWith(S3Address.SCHEME)) {
      return new S3Bucket(S3Address.parse(address), S3Access.of(environment));
    }
    Matcher form = ARTIFACTS.matcher(address);
    if (!form.matches() || mlflow == null) {
      throw new IllegalArgumentException(address + " is no place of bundles");
    }
    String folder = form.group(1);
    return new MlflowArtifacts(
        mlflow, folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/", mlflowTokenFile);
  }
}
