// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process works in a data folder, and only its owner can read it. */
class DataFolderTest {
  @TempDir private Path parent;
  private final Random random = new Random(1);

  @Test
  void keepsPortsAndPasswordsOverARestart() throws IOException {
    // Given
    Ports ports;
    String password;
    try (DataFolder first = open()) {
      ports = first.ports();
      password = first.password("writer");
    }

    // When
    try (DataFolder second = open()) {

      // Then
      assertEquals(ports, second.ports());
      assertEquals(password, second.password("writer"));
      assertEquals(ports, DataFolder.portsOf(second.path()));
      assertNotEquals(password, second.password("reader"));
      assertEquals(43, password.length());
    }
  }

  @Test
  void nobodyElseCanRead() throws IOException {
    // Given
    try (DataFolder data = open()) {

      // When
      data.password("owner");

      // Then
      assertEquals("rwx------", mode(data.path()));
      assertEquals("rwx------", mode(data.models()));
      assertEquals("rw-------", mode(data.passwordFile("owner")));
      assertEquals("rw-------", mode(data.path().resolve("probity.lock")));
    }
  }

  @Test
  void theSecondStartNamesTheProcessThatHoldsTheFolder() throws IOException {
    // Given
    long pid = ProcessHandle.current().pid();
    try (DataFolder data = open()) {

      // When
      FolderInUseException refused = assertThrows(FolderInUseException.class, this::open);

      // Then
      assertTrue(refused.getMessage().contains("in use by process " + pid), refused.getMessage());
      assertEquals(OptionalLong.of(pid), DataFolder.inUseBy(data.path()));
    }
    assertEquals(OptionalLong.empty(), DataFolder.inUseBy(parent.resolve("data")));
  }

  @Test
  void namesThePortThatAnotherProgramTook() throws IOException {
    // Given
    try (DataFolder data = open();
        ServerSocket other =
            new ServerSocket(data.ports().http(), 1, InetAddress.getLoopbackAddress())) {

      // When
      RefusedStartException refused =
          assertThrows(RefusedStartException.class, data::requireFreePorts);

      // Then
      assertTrue(refused.getMessage().contains("port " + other.getLocalPort() + " (http)"));
      assertTrue(refused.getMessage().contains("ports.properties"));
    }
  }

  @Test
  void choosesTheUsualPortsOnlyWhileTheyAreFree() throws IOException {
    // Given
    Ports usual = Ports.usual(random);
    int wanted = usual.http();

    // When
    Ports other;
    try (ServerSocket taken = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      other = Ports.usual(random);
      assertTrue(taken.isBound());
    }

    // Then
    assertNotEquals(wanted, other.http());
    assertTrue(other.http() >= 20_000 && other.http() < 30_000, other.toString());
  }

  @Test
  void refusesPortsThatAreNotFourOfThem() {
    // Given
    String text = "kafka=1\ncontroller=2\npostgres=3\n";

    // When
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> Ports.parse(text, "ports.properties"));

    // Then
    assertTrue(missing.getMessage().contains("no port for http"));
    assertThrows(IllegalArgumentException.class, () -> new Ports(1, 2, 3, 3));
    assertThrows(IllegalArgumentException.class, () -> new Ports(1, 2, 3, 70_000));
  }

  @Test
  void aFolderThatIsNoDataFolderSaysHowToMakeOne() {
    // Given
    Path empty = parent.resolve("nothing");

    // When
    RefusedStartException refused =
        assertThrows(RefusedStartException.class, () -> DataFolder.portsOf(empty));

    // Then
    assertTrue(refused.getMessage().contains("probity up --data"), refused.getMessage());
  }

  private DataFolder open() throws IOException {
    return DataFolder.open(parent.resolve("data"), () -> Ports.anyFree(random));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
