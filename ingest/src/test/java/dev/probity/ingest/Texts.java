// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

/** Candidates as an HR system would write them. */
public final class Texts {
  /** A candidate that keeps every rule of acs-salary. */
  public static final String CANDIDATE =
      "{\"id\":\"C-1001\",\"profile\":\"acs-salary\",\"attributes\":{\"CIT\":1,\"COW\":1,"
          + "\"INDP\":7860,\"OCCP\":4720,\"HICOV\":1,\"WKWN\":52,\"WKHP\":40,\"AGEP\":33,"
          + "\"SCHL\":21},\"protected\":{\"SEX\":2,\"RAC1P\":1}}";

  private Texts() {}
}
