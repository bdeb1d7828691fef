// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.Objective;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.model.codec.Caps;
import dev.probity.model.codec.XgboostReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model from a file: XGBoost's own document, with or without the categories its columns were
 * encoded by, or a signed bundle in its folder.
 *
 * @param spec how raw values become the columns of the trees
 * @param ensemble the trees
 * @param calibrator the bundle's; null for XGBoost's own document
 */
public record ModelFile(FeatureSpec spec, Ensemble ensemble, @Nullable Calibrator calibrator) {
  /**
   * Loads a model.
   *
   * @param path a document, a bundle's folder or the manifest in it
   * @param categories how an XGBoost document's categorical columns were encoded; null if unknown
   * @param keys the keys of which one must have signed a bundle, one vkey per line
   * @throws InvalidInputException when the files do not go together or the model is refused
   */
  public static ModelFile load(Path path, @Nullable Path categories, Path keys) throws IOException {
    Path folder = folder(path);
    try {
      if (folder != null) {
        if (categories != null) {
          throw new InvalidInputException(
              "A bundle has its own categories; leave out --categories");
        }
        return bundle(folder, keys);
      }
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        throw new InvalidInputException("There is no model " + path + " that can be read");
      }
      return document(path, categories);
    } catch (ModelRefusedException refused) {
      throw new InvalidInputException("Model " + path + " is refused: " + refused.getMessage());
    }
  }

  /** Whether margins are log-odds, so that they have a probability. */
  public boolean logistic() {
    return ensemble.objective() != Objective.SQUARED_ERROR;
  }

  private static @Nullable Path folder(Path path) {
    if (Files.isDirectory(path)) {
      return path;
    }
    boolean manifest = String.valueOf(path.getFileName()).equals(BundleFiles.MANIFEST);
    return manifest && Files.isRegularFile(path) ? path.toAbsolutePath().getParent() : null;
  }

  private static ModelFile document(Path path, @Nullable Path categories) throws IOException {
    if (Files.size(path) > Caps.DEFAULT.bytes()) {
      throw new InvalidInputException(
          "Model " + path + " is larger than " + Caps.DEFAULT.bytes() + " bytes");
    }
    return ColumnEncoding.of(XgboostReader.read(Files.readAllBytes(path)), categories);
  }

  private static ModelFile bundle(Path folder, Path keys) throws IOException {
    Bundle bundle = signed(folder, keys);
    return new ModelFile(
        bundle.model().spec(), bundle.model().ensemble(), bundle.model().calibrator());
  }

  /**
   * Loads a signed bundle, everything it carries verified.
   *
   * @param path its folder or the manifest in it
   * @param keys the keys of which one must have signed it, one vkey per line
   * @throws InvalidInputException when it is no bundle or is refused
   */
  public static Bundle signed(Path path, Path keys) throws IOException {
    Path folder = folder(path);
    if (folder == null) {
      throw new InvalidInputException(
          "There is no bundle " + path + "\nMaybe name its folder, or its manifest.json");
    }
    Map<String, byte[]> files = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        int limit = BundleFiles.limit(name);
        if (limit < 0
            || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
            || Files.size(entry) > limit) {
          throw new InvalidInputException(
              "Folder " + folder + " is no bundle: " + name + " does not belong to one");
        }
        files.put(name, Files.readAllBytes(entry));
      }
    }
    byte[] manifest = files.get(BundleFiles.MANIFEST);
    if (manifest == null) {
      throw new InvalidInputException(
          "Folder " + folder + " is no bundle: it has no " + BundleFiles.MANIFEST);
    }
    return switch (Bundle.load(ModelDigest.of(manifest), files, trusted(keys))) {
      case Bundle.Loaded(Bundle bundle) -> bundle;
      case Bundle.Refused refused ->
          throw new InvalidInputException(
              "Bundle " + folder + " is refused: " + refused.code() + ": " + refused.detail());
    };
  }

  /**
   * Loads a signed bundle by its digest in a data folder, or by its place.
   *
   * @param data the data folder, whose keys must have signed it
   * @param release digest, folder or manifest
   * @throws InvalidInputException when it is no bundle or is refused
   */
  public static Bundle released(Path data, String release) throws IOException {
    return signed(
        release.matches("[0-9a-f]{64}")
            ? data.resolve("models").resolve(release)
            : Path.of(release),
        data.resolve("keys").resolve("models.trusted"));
  }

  private static List<TrustedKey> trusted(Path keys) throws IOException {
    if (!Files.isReadable(keys)) {
      throw new InvalidInputException(
          "There are no keys to verify the bundle with: "
              + keys
              + "\nMaybe name the installation that released it with --data DIR, or its keys with"
              + " --keys FILE");
    }
    List<TrustedKey> trusted = new ArrayList<>();
    for (String line : Files.readAllLines(keys)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        try {
          trusted.add(TrustedKey.parse(line.strip()));
        } catch (IllegalArgumentException noKey) {
          throw new InvalidInputException("File " + keys + " holds a line that is no vkey");
        }
      }
    }
    return trusted;
  }
}
