// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.trainer.mlflow.FileLayout;
import dev.probity.trainer.mlflow.MlflowRun;
import dev.probity.trainer.mlflow.MlflowTrial;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's file layout in a folder, for installations without a server. Each run and each version
 * is written aside and moved into its place whole, so that two trainings at a time, or a power cut,
 * leave nothing half-written; {@code mlflow migrate-filestore} imports it.
 */
public final class FileRunRegistry implements RunRegistry {
  private static final String VERSION = "version-";
  private static final int MOST_VERSIONS = 1_000_000;

  private final Path root;
  private final Path drafts;
  private final FileLayout layout;

  /**
   * A registry in a folder.
   *
   * @param folder need not exist yet; {@code mlruns} in it is what MLflow reads
   */
  public FileRunRegistry(Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    this.root = place.resolve("mlruns");
    this.drafts = place.resolve("drafts");
    String uri = root.toUri().toString();
    this.layout = new FileLayout(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
  }

  /** The folder MLflow reads. */
  public Path root() {
    return root;
  }

  @Override
  public Entry register(MlflowRun run) throws RegistryOutageException {
    try {
      Path experiment = root.resolve(FileLayout.experimentId(run.experiment()));
      place(layout.experiment(run.experiment(), run.started()), experiment);
      Path dataset = experiment.resolve("datasets").resolve(FileLayout.dataset(run));
      place(FileLayout.datasetFiles(run), dataset);
      place(layout.run(run), experiment.resolve(run.id()));
      for (MlflowTrial trial : run.trials()) {
        place(layout.trial(run, trial), experiment.resolve(run.trialId(trial)));
      }
      Path model = root.resolve(FileLayout.MODELS).resolve(run.model());
      place(FileLayout.model(run.model(), run.started()), model);
      Integer known = versionOf(model, run.digest());
      return new Entry(root.toString(), run.id(), known == null ? added(run, model) : known);
    } catch (IOException failed) {
      throw new RegistryOutageException(
          "the folder of runs " + root + " cannot be written", failed);
    }
  }

  @Override
  public @Nullable Integer alias(String model, String alias, @Nullable String digest)
      throws RegistryOutageException {
    Path folder = root.resolve(FileLayout.MODELS).resolve(model);
    Path file = folder.resolve("aliases").resolve(alias);
    try {
      Integer version = digest == null ? null : versionOf(folder, digest);
      if (version == null) {
        Files.deleteIfExists(file);
        return null;
      }
      say(file, Integer.toString(version));
      return version;
    } catch (IOException failed) {
      throw new RegistryOutageException(
          "the folder of runs " + root + " cannot be written", failed);
    }
  }

  @Override
  public @Nullable Integer approved(String model, String digest, String person)
      throws RegistryOutageException {
    Path folder = root.resolve(FileLayout.MODELS).resolve(model);
    try {
      Integer version = versionOf(folder, digest);
      if (version != null) {
        say(
            folder.resolve(VERSION + version).resolve("tags").resolve(MlflowRun.APPROVAL),
            MlflowRun.approval(person));
      }
      return version;
    } catch (IOException failed) {
      throw new RegistryOutageException(
          "the folder of runs " + root + " cannot be written", failed);
    }
  }

  /** Writes a short text that appears whole. */
  private void say(Path file, String text) throws IOException {
    Files.createDirectories(drafts);
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(drafts, "alias", "");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes the next version; another training may take a number first, then the next is tried. */
  private int added(MlflowRun run, Path model) throws IOException {
    for (int number = highest(model) + 1; number < MOST_VERSIONS; number++) {
      if (place(layout.version(run, number), model.resolve(VERSION + number))) {
        return number;
      }
    }
    throw new IOException("model " + run.model() + " has too many versions");
  }

  private static @Nullable Integer versionOf(Path model, String digest) throws IOException {
    for (Path version : versions(model)) {
      Path tag = version.resolve("tags").resolve(MlflowRun.DIGEST);
      if (Files.isRegularFile(tag) && Files.readString(tag, UTF_8).equals(digest)) {
        return number(version);
      }
    }
    return null;
  }

  private static int highest(Path model) throws IOException {
    return versions(model).stream().mapToInt(FileRunRegistry::number).max().orElse(0);
  }

  private static List<Path> versions(Path model) throws IOException {
    if (!Files.isDirectory(model)) {
      return List.of();
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(model, VERSION + "*")) {
      List<Path> versions = new ArrayList<>();
      found.forEach(versions::add);
      return versions.stream().filter(path -> number(path) > 0).toList();
    }
  }

  private static int number(Path version) {
    String digits = String.valueOf(version.getFileName()).substring(VERSION.length());
    return digits.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(digits) : 0;
  }

  /**
   * Writes files into a folder that appears whole, or not at all when it is there already.
   *
   * @return whether this call made it
   */
  private boolean place(Map<String, byte[]> files, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return false;
    }
    Files.createDirectories(drafts);
    Files.createDirectories(folder.getParent());
    Path draft = Files.createTempDirectory(drafts, "draft");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = draft.resolve(file.getKey()).normalize();
      if (!path.startsWith(draft)) {
        throw new IOException("a file of a run has the path " + file.getKey());
      }
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    try {
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (FileSystemException taken) {
      remove(draft);
      if (Files.isDirectory(folder)) {
        return false;
      }
      throw taken;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
