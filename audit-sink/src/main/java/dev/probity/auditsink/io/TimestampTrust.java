// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPUtil;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Whose time stamps are believed (RFC 3161, section 2.3): those of a certificate made for nothing
 * but time stamping that a root in the file vouched for when it stamped. Revocation is not asked
 * for: a stamp outlives its authority's lists.
 */
public final class TimestampTrust {
  private final Set<TrustAnchor> roots;

  private TimestampTrust(Set<TrustAnchor> roots) {
    this.roots = roots;
  }

  /**
   * Reads roots.
   *
   * @param file X.509 certificates in PEM, one or more
   * @throws IOException when it cannot be read or holds no certificate
   */
  public static TimestampTrust read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      Set<TrustAnchor> roots = new HashSet<>();
      for (Certificate one : found) {
        roots.add(new TrustAnchor((X509Certificate) one, null));
      }
      if (roots.isEmpty()) {
        throw new IOException(file + " holds no certificate; expected PEM");
      }
      return new TimestampTrust(Set.copyOf(roots));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates in PEM", e);
    }
  }

  /**
   * A stamp that was verified.
   *
   * @param at when the text existed at the latest, by the authority's clock
   * @param authority who says so, the subject of its certificate
   */
  public record Stamp(Instant at, String authority) {}

  /**
   * Verifies a token.
   *
   * @param der the TimeStampToken
   * @param text what was stamped
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public Stamp verify(byte[] der, byte[] text) {
    try {
      TimeStampToken token = new TimeStampToken(new CMSSignedData(der));
      if (!TSPAlgorithms.SHA256.equals(token.getTimeStampInfo().getMessageImprintAlgOID())
          || !MessageDigest.isEqual(
              token.getTimeStampInfo().getMessageImprintDigest(),
              MessageDigest.getInstance("SHA-256").digest(text))) {
        throw new IllegalArgumentException("the stamp is of something else");
      }
      X509CertificateHolder signer = signer(token);
      TSPUtil.validateCertificate(signer);
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
      Date at = token.getTimeStampInfo().getGenTime();
      X509Certificate certificate = certificate(signer);
      requireVouched(token, certificate, at);
      return new Stamp(at.toInstant(), certificate.getSubjectX500Principal().getName());
    } catch (TSPException
        | CMSException
        | OperatorCreationException
        | GeneralSecurityException
        | IOException e) {
      throw new IllegalArgumentException("no stamp to believe: " + e.getMessage(), e);
    } catch (IllegalStateException
        | ClassCastException
        | IndexOutOfBoundsException
        | NullPointerException
        | RuntimeOperatorException e) {
      // What the parser lets out of malformed bytes.
      throw new IllegalArgumentException("no stamp: malformed", e);
    }
  }

  private static X509CertificateHolder signer(TimeStampToken token) {
    @SuppressWarnings("unchecked") // a store of certificates, by its own account
    Collection<X509CertificateHolder> matches = token.getCertificates().getMatches(token.getSID());
    if (matches.size() != 1) {
      throw new IllegalArgumentException("the stamp carries no certificate of its signer");
    }
    return matches.iterator().next();
  }

  private void requireVouched(TimeStampToken token, X509Certificate signer, Date at)
      throws GeneralSecurityException {
    List<X509Certificate> known = new ArrayList<>();
    for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
      known.add(certificate(holder));
    }
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(at);
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  private static X509Certificate certificate(X509CertificateHolder holder)
      throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }
}
