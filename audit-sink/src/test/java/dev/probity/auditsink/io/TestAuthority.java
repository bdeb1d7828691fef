// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A time-stamping authority over HTTP with a root of its own, honest as long as nobody asks. */
final class TestAuthority implements AutoCloseable {
  private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");
  private static final Duration VALID = Duration.ofDays(1);

  private final KeyPair rootKey;
  private final KeyPair key;
  private final X509CertificateHolder root;
  private final X509CertificateHolder certificate;
  private final HttpServer server;
  private long serial;

  /** Whether it is away: every request is refused. */
  boolean away;

  /**
   * An authority.
   *
   * @param purpose what its certificate is for; one that stamps is for nothing else
   */
  TestAuthority(KeyPurposeId purpose) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    rootKey = keys.generateKeyPair();
    key = keys.generateKeyPair();
    root = issue("CN=Root of Time", rootKey, new Extension[0]);
    certificate =
        issue(
            "CN=Clock of the Council",
            key,
            new Extension[] {
              new Extension(
                  Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose).getEncoded())
            });
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = away ? new byte[0] : answer(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(away ? 503 : 200, away ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private X509CertificateHolder issue(String subject, KeyPair of, Extension[] extensions)
      throws Exception {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=Root of Time"),
            BigInteger.valueOf(++serial),
            Date.from(now.minus(VALID)),
            Date.from(now.plus(VALID)),
            new X500Name(subject),
            of.getPublic());
    builder.addExtension(
        Extension.basicConstraints, true, new BasicConstraints(extensions.length == 0));
    for (Extension one : extensions) {
      builder.addExtension(one);
    }
    return builder.build(
        new JcaContentSignerBuilder("SHA256withECDSA").build(rootKey.getPrivate()));
  }

  private byte[] answer(byte[] query) throws IOException {
    try {
      DigestCalculator sha256 =
          new JcaDigestCalculatorProviderBuilder()
              .build()
              .get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(TSPAlgorithms.SHA256));
      TimeStampTokenGenerator tokens =
          new TimeStampTokenGenerator(
              new JcaSimpleSignerInfoGeneratorBuilder()
                  .build("SHA256withECDSA", key.getPrivate(), certificate),
              sha256,
              POLICY);
      tokens.addCertificates(new JcaCertStore(List.of(certificate)));
      return new TimeStampResponseGenerator(tokens, Set.of(TSPAlgorithms.SHA256.getId()))
          .generate(new TimeStampRequest(query), BigInteger.valueOf(++serial), new Date())
          .getEncoded();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsa");
  }

  /** Its root in PEM. */
  Path roots(Path folder) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(root);
    }
    return Files.writeString(folder.resolve(address().getPort() + ".pem"), text.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
