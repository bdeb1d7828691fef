// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.flow.Balance;
import dev.probity.auditsink.flow.FlowAccounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;

/** The balance of every hop as metrics; not a number until it was struck for the first time. */
final class FlowMeters {
  private static final List<String> HOPS =
      List.of(FlowAccounts.SCORING, FlowAccounts.EXPLAINING, FlowAccounts.RECORDING);

  private volatile Map<String, Balance> balances = Map.of();

  FlowMeters(MeterRegistry registry) {
    for (String hop : HOPS) {
      Gauge.builder("probity.unaccounted.records", this, meters -> meters.unaccounted(hop))
          .description("Records their reader is past of which nothing came; 0 unless one is lost")
          .tag("hop", hop)
          .register(registry);
      Gauge.builder("probity.in.flight.records", this, meters -> meters.inFlight(hop))
          .description("Recorded records their reader is not past yet")
          .tag("hop", hop)
          .register(registry);
    }
  }

  void struck(Map<String, Balance> fresh) {
    balances = Map.copyOf(fresh);
  }

  private double unaccounted(String hop) {
    Balance balance = balances.get(hop);
    return balance == null ? Double.NaN : balance.unaccounted();
  }

  private double inFlight(String hop) {
    Balance balance = balances.get(hop);
    return balance == null ? Double.NaN : balance.inFlight();
  }
}
