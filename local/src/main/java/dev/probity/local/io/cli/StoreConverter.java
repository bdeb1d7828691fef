// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.ObjectStore;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address: a folder, or {@code s3://bucket/prefix}. */
final class StoreConverter implements ITypeConverter<ObjectStore> {
  @Override
  public ObjectStore convert(String address) {
    try {
      return ObjectStore.at(address);
    } catch (IllegalArgumentException unusable) {
      throw new TypeConversionException(String.valueOf(unusable.getMessage()));
    }
  }
}
