// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

/** What is wrong with the data from some case on. */
public sealed interface Fault {
  /** Its name on the command line and in the truth. */
  String kind();

  /** Nothing at all. */
  record None() implements Fault {
    @Override
    public String kind() {
      return "none";
    }
  }

  /**
   * A numeric column is multiplied and rounded, at least 1 where it was: a changed unit or form.
   *
   * @param column the column
   * @param factor by what, more than 0
   */
  record Drift(String column, double factor) implements Fault {
    /** A factor that moves something. */
    public Drift {
      if (!(factor > 0 && factor <= 100) || factor == 1) {
        throw new IllegalArgumentException(
            "a drift multiplies by more than 0, at most 100 and not by 1; found " + factor);
      }
    }

    @Override
    public String kind() {
      return "drift";
    }
  }

  /**
   * Of a group's positive outcomes a share is told as negative.
   *
   * @param attribute the protected attribute
   * @param group its group
   * @param share which share, in (0, 1]
   */
  record Bias(String attribute, String group, double share) implements Fault {
    /** A share of something. */
    public Bias {
      requireShare(share);
    }

    @Override
    public String kind() {
      return "bias";
    }
  }

  /**
   * Outcomes come later, by half to one and a half times as many cases.
   *
   * @param cases by how many cases on the average, at least 2
   */
  record Delay(int cases) implements Fault {
    /** Something to wait for. */
    public Delay {
      if (cases < 2 || cases > 1_000_000) {
        throw new IllegalArgumentException("a delay is of 2 to 1,000,000 cases; found " + cases);
      }
    }

    @Override
    public String kind() {
      return "delay";
    }
  }

  /**
   * Nothing comes for a while; those cases are lost.
   *
   * @param cases how many, at least 1
   */
  record Outage(int cases) implements Fault {
    /** Something is lost. */
    public Outage {
      if (cases < 1) {
        throw new IllegalArgumentException("an outage loses at least one case; found " + cases);
      }
    }

    @Override
    public String kind() {
      return "outage";
    }
  }

  /**
   * A share of the candidates is broken: cut off, beyond the range of a column, or of another type.
   *
   * @param column a numeric column
   * @param share which share, in (0, 1]
   */
  record BadRecords(String column, double share) implements Fault {
    /** A share of something. */
    public BadRecords {
      requireShare(share);
    }

    @Override
    public String kind() {
      return "bad-records";
    }
  }

  private static void requireShare(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is more than 0 and at most 1; found " + share);
    }
  }
}
