// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything one local installation keeps: broker log, database, model releases, keys, passwords,
 * tokens, logs. Nobody but the owner can read it; one process at a time works in it.
 */
public final class DataFolder implements Closeable {
  private static final String LOCK = "probity.lock";
  private static final String PORTS = "ports.properties";

  private final Path path;
  private final Ports ports;
  private final @Nullable FolderLock lock;

  private DataFolder(Path path, Ports ports, @Nullable FolderLock lock) {
    this.path = path;
    this.ports = ports;
    this.lock = lock;
  }

  /**
   * Takes the folder for this process, and makes what a first start needs: ports and folders.
   *
   * @param first chooses the ports of a new folder
   * @throws FolderInUseException when another process works in it
   */
  public static DataFolder open(Path folder, Supplier<Ports> first) throws IOException {
    Path path = PrivateFiles.folder(folder.toAbsolutePath().normalize());
    FolderLock lock = FolderLock.take(path.resolve(LOCK));
    try {
      Path file = path.resolve(PORTS);
      Ports ports =
          Ports.parse(PrivateFiles.once(file, () -> first.get().toText()), file.toString());
      for (String name : new String[] {"keys", "logs", "models", "passwords", "tokens"}) {
        PrivateFiles.folder(path.resolve(name));
      }
      lock.describe(ports.toText());
      return new DataFolder(path, ports, lock);
    } catch (IOException | IllegalArgumentException | IllegalStateException failed) {
      lock.close();
      throw failed;
    }
  }

  /** The folder as a reader sees it, also while another process works in it. */
  public static DataFolder view(Path folder) throws IOException {
    return new DataFolder(folder.toAbsolutePath().normalize(), portsOf(folder), null);
  }

  /** The process that works in this folder now; empty when none does or there is no folder. */
  public static OptionalLong inUseBy(Path folder) throws IOException {
    return FolderLock.heldBy(folder.resolve(LOCK));
  }

  /** The ports of a folder, also while another process works in it. */
  public static Ports portsOf(Path folder) throws IOException {
    Path file = folder.resolve(PORTS);
    if (!Files.exists(file)) {
      throw new RefusedStartException(
          folder.toAbsolutePath().normalize()
              + " is no data folder of Probity\nMaybe start one with: probity up --data "
              + folder);
    }
    return Ports.parse(Files.readString(file), file.toString());
  }

  /** The ports of a folder that a process works in. */
  public static Ports requireRunning(Path folder) throws IOException {
    Ports ports = portsOf(folder);
    if (inUseBy(folder).isEmpty()) {
      throw new RefusedStartException(
          "nothing runs in "
              + folder.toAbsolutePath().normalize()
              + "\nMaybe start it with: probity up --data "
              + folder);
    }
    return ports;
  }

  /** Where the folder is, absolute. */
  public Path path() {
    return path;
  }

  /** The ports chosen when the folder was made. */
  public Ports ports() {
    return ports;
  }

  /** Log and metadata of the broker. */
  public Path kafka() {
    return path.resolve("kafka");
  }

  /** The database cluster. */
  public Path postgres() {
    return path.resolve("postgres");
  }

  /** Release bundles by digest. */
  public Path models() {
    return path.resolve("models");
  }

  /** Trainings in MLflow's file layout. */
  public Path runs() {
    return path.resolve("mlflow");
  }

  /** Versions of the data sets models are trained on. */
  public Path datasets() {
    return path.resolve("datasets");
  }

  /** How far an HR database's log was captured. */
  public Path capture() {
    return path.resolve("capture");
  }

  /** State of the drift monitor's topology. */
  public Path monitorState() {
    return path.resolve("monitor");
  }

  /** A log file by name. */
  public Path log(String name) {
    return path.resolve("logs").resolve(name + ".log");
  }

  /** A key file by name. */
  public Path key(String name) {
    return path.resolve("keys").resolve(name);
  }

  /** The token of one of two principals of a role, for example {@code operator-1}. */
  public Path token(String principal) {
    return path.resolve("tokens").resolve(principal + ".jwt");
  }

  /** Where the password of a database role is kept. */
  public Path passwordFile(String role) {
    return path.resolve("passwords").resolve(role);
  }

  /** The password of a database role, drawn at random when it is asked for the first time. */
  public String password(String role) throws IOException {
    return PrivateFiles.once(passwordFile(role), PrivateFiles::randomSecret);
  }

  /** Refuses to go on when another program listens on one of the folder's ports. */
  void requireFreePorts() {
    ports
        .byName()
        .forEach(
            (name, port) -> {
              if (!Ports.isFree(port)) {
                throw new RefusedStartException(
                    "port "
                        + port
                        + " ("
                        + name
                        + ") of "
                        + path
                        + " is taken by another program\nMaybe stop that program, or write a free"
                        + " port into "
                        + path.resolve(PORTS));
              }
            });
  }

  /** Lets another process have the folder. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
