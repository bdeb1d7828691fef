// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.model.monitor.MetricCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dashboards and rules as far as they can be checked without a Grafana server. */
class DashboardTest {
  private static final Path GRAFANA = Sources.ROOT.resolve("grafana");
  private static final Pattern METRIC = Pattern.compile("\\bprobity_[a-z0-9_]+");
  private static final Pattern FIGURE =
      Pattern.compile(
          "probity_(?:estimated_|realized_|joint_|oversight_|fairness_(?:estimated_|realized_)?)?"
              + "([a-z_]+?)(?:_lower|_upper)?_ratio");
  private static final Pattern RUNBOOK = Pattern.compile("runbook_url: (\\S+)");

  @Test
  void dashboardsHaveTheirOwnIdsAndNoFixedDataSource() throws IOException {
    Set<String> uids = new HashSet<>();
    Set<String> titles = new HashSet<>();
    for (Path file : dashboards()) {
      JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
      assertTrue(dashboard.get("id").isNull(), file + " carries a database id");
      assertTrue(uids.add(dashboard.get("uid").asText()), "uid used twice in " + file);
      assertTrue(titles.add(dashboard.get("title").asText()), "title used twice in " + file);
      assertTrue(dashboard.get("uid").asText().length() <= 40);
      Set<Integer> panels = new HashSet<>();
      for (JsonNode panel : dashboard.get("panels")) {
        assertTrue(panels.add(panel.get("id").asInt()), "panel id used twice in " + file);
        assertFalse(panel.get("description").asText().isBlank(), "panel without description");
        assertEquals("${datasource}", panel.get("datasource").get("uid").asText());
      }
    }
    assertFalse(uids.isEmpty());
  }

  @Test
  void everyMetricOfADashboardOrRuleExistsInTheCode() throws IOException {
    StringBuilder code = new StringBuilder();
    for (Path source : Sources.mainJava()) {
      if (source.toString().contains("/io/")) {
        code.append(Files.readString(source));
      }
    }
    Set<String> unknown = new TreeSet<>();
    List<Path> files = new ArrayList<>(dashboards());
    files.add(GRAFANA.resolve("prometheus/rules/probity.yml"));
    for (Path file : files) {
      Matcher matcher = METRIC.matcher(Files.readString(file));
      while (matcher.find()) {
        if (!isMeter(code, matcher.group()) && !isFigure(matcher.group())) {
          unknown.add(matcher.group());
        }
      }
    }
    assertEquals(Set.of(), unknown, "metrics shown that no module exports");
    assertFalse(isMeter(code, "probity_no_such_metric"), "the guard did not fire");
    assertFalse(isFigure("probity_estimated_no_such_metric_ratio"), "the guard did not fire");
  }

  /** A figure of the monitor's windows, whose name is put together from that of the metric. */
  private static boolean isFigure(String metric) {
    Matcher figure = FIGURE.matcher(metric);
    if (!figure.matches()) {
      return false;
    }
    String name = figure.group(1).replace("auc", "roc_auc");
    return MetricCatalogue.of(name) != null || MetricCatalogue.of(name + "_rate") != null;
  }

  /** What an operator is shown of every subject, so that none is only on the topic. */
  @Test
  void theMonitorsDashboardHasEverySubject() throws IOException {
    String shown = Files.readString(GRAFANA.resolve("dashboards/monitor.json"));
    for (String gauge :
        List.of(
            "probity_alerts_active",
            "probity_monitor_e_value_log10",
            "probity_estimated_auc_ratio",
            "probity_realized_auc_ratio",
            "probity_monitor_maturity_ratio",
            "probity_fairness_impact_lower_ratio",
            "probity_fairness_impact_upper_ratio",
            "probity_group_observations",
            "probity_group_sufficient",
            "probity_calibration_error_ratio",
            "probity_drift_threshold",
            "probity_missing_ratio",
            "probity_attribution_shift_ratio",
            "probity_pca_reconstruction_threshold",
            "probity_oversight_override_ratio",
            "probity_monitor_late_total",
            "probity_monitor_left_out_total")) {
      assertTrue(shown.contains(gauge), gauge + " is not shown");
    }
  }

  /** Meters are named with dots; the registry appends units and suffixes. */
  private static boolean isMeter(CharSequence code, String metric) {
    String dotted = metric.replaceAll("_(bucket|count|sum)$", "").replace('_', '.');
    String withoutTotal = dotted.replaceAll("\\.total$", "");
    String withoutUnit = withoutTotal.replaceAll("\\.seconds$", "");
    String text = code.toString();
    return text.contains("\"" + dotted + "\"")
        || text.contains("\"" + withoutTotal + "\"")
        || text.contains("\"" + withoutUnit + "\"");
  }

  @Test
  void everyAlertLeadsToARunbook() throws IOException {
    String rules = Files.readString(GRAFANA.resolve("prometheus/rules/probity.yml"));
    Matcher matcher = RUNBOOK.matcher(rules);
    int found = 0;
    while (matcher.find()) {
      assertTrue(Files.exists(Sources.ROOT.resolve(matcher.group(1))), matcher.group(1));
      found++;
    }
    assertEquals(rules.split("- alert:").length - 1, found);
  }

  private static List<Path> dashboards() throws IOException {
    return Sources.files(
        path -> path.getParent().endsWith("dashboards") && path.toString().endsWith(".json"));
  }
}
