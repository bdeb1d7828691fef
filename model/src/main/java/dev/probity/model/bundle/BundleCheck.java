// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of a load in their order; each refuses by throwing. */
final class BundleCheck {
  private static final Pattern SIGNATURE =
      Pattern.compile("([!-*,-~]{1,200}) ([0-9a-f]{8}) ([A-Za-z0-9+/=]{88})");

  private final ModelDigest wanted;
  private final Map<String, byte[]> files;
  private final List<TrustedKey> trusted;

  BundleCheck(ModelDigest wanted, Map<String, byte[]> files, List<TrustedKey> trusted) {
    this.wanted = wanted;
    this.files = Map.copyOf(files);
    this.trusted = List.copyOf(trusted);
  }

  Bundle load() {
    requireSizes();
    requireDigest();
    requireSignature();
    Manifest manifest = ManifestCodec.read(require(files, BundleFiles.MANIFEST));
    requireFiles(manifest);
    return Bundle.parse(files, manifest);
  }

  static byte[] require(Map<String, byte[]> files, String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new ModelRefusedException(RefusalCode.FILE_MISSING, "there is no " + name);
    }
    return bytes;
  }

  private void requireSizes() {
    files.forEach(
        (name, bytes) -> {
          int limit = BundleFiles.limit(name);
          if (limit < 0) {
            throw new ModelRefusedException(
                RefusalCode.FILE_MISMATCH, "a file that no bundle has among " + files.size());
          }
          if (bytes.length > limit) {
            throw new ModelRefusedException(
                RefusalCode.TOO_LARGE, name + " has " + bytes.length + " bytes, limit " + limit);
          }
        });
  }

  private void requireDigest() {
    ModelDigest found = ModelDigest.of(require(files, BundleFiles.MANIFEST));
    if (!found.equals(wanted)) {
      throw new ModelRefusedException(
          RefusalCode.DIGEST_MISMATCH, "asked for " + wanted + ", found " + found);
    }
  }

  private void requireSignature() {
    String text = new String(require(files, BundleFiles.SIGNATURES), StandardCharsets.ISO_8859_1);
    boolean signed = false;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isEmpty()) {
        continue;
      }
      Matcher form = SIGNATURE.matcher(line);
      if (!form.matches()) {
        throw new ModelRefusedException(
            RefusalCode.MALFORMED, BundleFiles.SIGNATURES + " line " + number);
      }
      for (TrustedKey key : trusted) {
        if (key.name().equals(form.group(1)) && key.id().equals(form.group(2))) {
          requireValid(key, form.group(3));
          signed = true;
        }
      }
    }
    if (!signed) {
      throw new ModelRefusedException(
          RefusalCode.UNSIGNED,
          "none of the " + trusted.size() + " trusted keys has signed " + wanted);
    }
  }

  private void requireValid(TrustedKey key, String base64) {
    byte[] signature = decode(base64);
    boolean canonical = Base64.getEncoder().encodeToString(signature).equals(base64);
    if (!canonical || !key.verifies(wanted, signature)) {
      throw new ModelRefusedException(
          RefusalCode.BAD_SIGNATURE, "the signature of " + key.name() + " does not verify");
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  private void requireFiles(Manifest manifest) {
    Set<String> named = new TreeSet<>(Set.of(BundleFiles.MANIFEST, BundleFiles.SIGNATURES));
    for (Manifest.FileEntry entry : manifest.files()) {
      byte[] bytes = require(files, entry.name());
      if (!named.add(entry.name())
          || bytes.length != entry.bytes()
          || !ModelDigest.sha256(bytes).equals(entry.sha256())) {
        throw new ModelRefusedException(
            RefusalCode.FILE_MISMATCH, entry.name() + " is not the file the manifest pins");
      }
    }
    if (!named.containsAll(files.keySet())) {
      throw new ModelRefusedException(
          RefusalCode.FILE_MISMATCH, "a file is present that the manifest does not name");
    }
  }
}
