// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.TreeHasher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The entry whose every intermediate value the specification gives. */
class GoldenEntryTest {
  private static final String ENTRY_START =
      "504245010700010001000000000000000000000002000000000000002900000000000000280000019b76daa800"
          + "000000019b76daacd2";

  private static byte[] counting(int from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  private static RawRecord goldenRecord() {
    return new RawRecord(
        new Source("probity.candidates.v1", 2),
        41,
        1_767_225_600_000L,
        TimestampType.CREATE_TIME,
        "c-000001".getBytes(UTF_8),
        new RecordHeaders()
            .add("probity-event-type", "candidate.received".getBytes(UTF_8))
            .add("x", null),
        "{\"WKHP\":40,\"AGEP\":33}".getBytes(UTF_8));
  }

  private static Body goldenBody() {
    return Body.of(goldenRecord(), counting(0, 32), 0);
  }

  private static byte[] plain() {
    byte[] stored = goldenBody().stored();
    return Arrays.copyOfRange(stored, 1, stored.length);
  }

  private static byte[] encrypted() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = counting(0x40, 12);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(counting(0x20, 32), "AES"),
        new GCMParameterSpec(128, nonce));
    byte[] topic = "probity.candidates.v1".getBytes(UTF_8);
    cipher.updateAAD("probity/v1/aad".getBytes(UTF_8));
    cipher.updateAAD(
        ByteBuffer.allocate(1 + topic.length + 4 + 8 + 32)
            .put((byte) topic.length)
            .put(topic)
            .putInt(2)
            .putLong(41)
            .array());
    byte[] sealed = cipher.doFinal(plain());
    return ByteBuffer.allocate(13 + sealed.length).put((byte) 1).put(nonce).put(sealed).array();
  }

  private static Entry goldenEntry() throws GeneralSecurityException {
    Commitments commitments = new Commitments();
    Body body = goldenBody();
    body.saltInto(commitments);
    return new Entry(
        1,
        1,
        0,
        new Source("probity.candidates.v1", 2),
        41,
        40,
        1_767_225_600_000L,
        TimeKind.CREATE,
        1_767_225_601_234L,
        Hash.of(Objects.requireNonNull(body.commitKey(commitments))),
        Hash.of(Objects.requireNonNull(body.commitValue(commitments))),
        Hash.of(body.commitHeaders(commitments)),
        Hash.of(commitments.bodyDigest(encrypted())),
        true,
        null,
        null);
  }

  @Test
  void plainBodyHasThePublishedDigest() {
    assertEquals(120, plain().length);
    assertEquals(
        "aa421280ccef42e575f76c371ef76406f174db8abe19fc6aaf55af6754e11e05",
        HexFormat.of().formatHex(TreeHasher.sha256().digest(plain())));
  }

  @Test
  void commitmentsAreThePublishedOnes() throws GeneralSecurityException {
    // Given
    Commitments commitments = new Commitments();
    commitments.salt(counting(0, 32), 0);

    // When
    Entry entry = goldenEntry();

    // Then
    assertEquals(
        "ddd46dc83bdf71e76f8e25ca506930c435ca6651d5ea418eb59606f4a0e51445",
        commitments.valueSalt().toString());
    assertEquals(
        "130b63d984484f20a62d3cfc4c277ff2d271394ec6be831617384eefe7dde026",
        Objects.requireNonNull(entry.keyCommit()).toString());
    assertEquals(
        "ae008da883229d2d2b5bb678fe6dddceb3fc6da8280bab5a77d5a645a93009d3",
        Objects.requireNonNull(entry.valueCommit()).toString());
    assertEquals(
        "fadae6d8eba6a5f4af5cd7403be9257063691c0acdf338c993cd9d7807ddb236",
        entry.headersCommit().toString());
  }

  @Test
  void encryptedBodyHasThePublishedDigest() throws GeneralSecurityException {
    assertEquals(149, encrypted().length);
    assertEquals(
        "f4fd5b0148470d6c19e28529fe211f3704b8fb5b12e2b0eb14d967f699925e2f",
        goldenEntry().bodyDigest().toString());
  }

  @Test
  void theSinksCipherWritesThePublishedBytesAndReadsThemBack() throws GeneralSecurityException {
    // Given
    BodyCipher cipher = new BodyCipher();
    SubjectKey key = SubjectKey.of(counting(0x20, 32), 0);
    Commitments commitments = new Commitments();
    Hash subject = Hash.of(new byte[32]);
    Prepared plain = Prepared.of(goldenRecord(), subject, counting(0, 32), 0, commitments);

    // When
    Prepared sealed = plain.encrypted(cipher, key, counting(0x40, 12), 0, commitments);
    byte[] entry = sealed.entryBytes(0, 40, 1_767_225_601_234L);

    // Then
    assertArrayEquals(encrypted(), sealed.stored());
    assertEquals(goldenEntry().bodyDigest(), Entry.parse(entry).bodyDigest());
    assertEquals(7, Entry.parse(entry).flags());
    Source source = new Source("probity.candidates.v1", 2);
    Body opened = Objects.requireNonNull(cipher.open(key, source, 41, null, sealed.stored()));
    assertArrayEquals(goldenBody().stored(), opened.stored());
    assertNull(cipher.open(key, source, 42, null, sealed.stored()), "another place");
    SubjectKey other = SubjectKey.of(counting(0x21, 32), 0);
    assertNull(cipher.open(other, source, 41, null, sealed.stored()), "another key");
    assertThrows(IllegalStateException.class, () -> plain.entryBytes(0, 40, 0));
  }

  @Test
  void everyChangedByteOfAnEncryptedBodyIsNoticed() throws GeneralSecurityException {
    // Given
    BodyCipher cipher = new BodyCipher();
    SubjectKey key = SubjectKey.of(counting(0x20, 32), 0);
    Source source = new Source("probity.candidates.v1", 2);
    byte[] stored = encrypted();

    // Then
    for (int at = 1; at < stored.length; at++) {
      byte[] changed = stored.clone();
      changed[at] ^= 1;
      assertNull(cipher.open(key, source, 41, null, changed), "byte " + at);
    }
    assertThrows(
        MalformedEntryException.class,
        () -> cipher.open(key, source, 41, null, Arrays.copyOf(stored, 20)));
  }

  @Test
  void entryBytesAndLeafHashAreThePublishedOnes() throws GeneralSecurityException {
    // When
    byte[] bytes = goldenEntry().toBytes();

    // Then
    assertEquals(268, bytes.length);
    assertTrue(HexFormat.of().formatHex(bytes).startsWith(ENTRY_START));
    assertEquals(
        "373912603185ef847558bb5333f12d5d9098adb283d47208bfcaba6c2b8630bf",
        HexFormat.of().formatHex(new TreeHasher().leaf(bytes)));
    assertEquals(goldenEntry(), Entry.parse(bytes));
  }

  @Test
  void theTreeOfTheEntryAndTwoForeignLeavesHasThePublishedRoot() throws GeneralSecurityException {
    // Given
    TreeHasher hasher = new TreeHasher();
    LogTree tree = new LogTree(hasher);

    // When
    tree.append(hasher.leaf(goldenEntry().toBytes()));
    tree.append(hasher.leaf(new byte[0]));
    tree.append(hasher.leaf(new byte[1]));

    // Then
    assertEquals(
        "ledger.probity.example\n3\nn7uul12rQnwsDtAvmIZwWN33QetD55Zz2WQOY2c+eqY=\n",
        new Checkpoint("ledger.probity.example", 3, tree.root()).text());
  }

  @Test
  void theSinksWriterAndTheEntryTypeRenderTheSameBytes() {
    // Given
    Commitments commitments = new Commitments();

    // When
    Prepared prepared = Prepared.of(goldenRecord(), counting(0, 32), 0, commitments);
    byte[] bytes = prepared.entryBytes(7, 40, 1_767_225_601_234L);

    // Then
    Entry entry = Entry.parse(bytes);
    assertArrayEquals(bytes, entry.toBytes());
    assertEquals(1, entry.eventType());
    assertEquals(7, entry.idx());
    assertEquals(3, entry.flags());
  }
}
