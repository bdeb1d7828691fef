// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

/**
 * What one model costs on this machine, one thread.
 *
 * @param kind what its columns are made of
 * @param depth depth limit of its trees
 * @param trees number of trees
 * @param tabulated trees that have tables of contributions
 * @param tableMegabytes memory of those tables
 * @param loadSeconds CPU time to prepare scoring and explaining
 * @param explained rows explained per second, in blocks of 256
 * @param recurrence the same without tables
 * @param oldXgboost the same by XGBoost4J 3.0.4, the older algorithm
 * @param explainedMicros median time of one row explained alone
 * @param scored rows scored per second, in blocks of 256
 * @param scoredMicros median time of one row scored alone
 * @param bytesPerRow memory allocated per row, explained and scored
 * @param largestDifference between the contributions of both implementations and XGBoost4J's
 */
record ModelFigures(
    String kind,
    int depth,
    int trees,
    int tabulated,
    double tableMegabytes,
    double loadSeconds,
    double explained,
    double recurrence,
    double oldXgboost,
    double explainedMicros,
    double scored,
    double scoredMicros,
    double bytesPerRow,
    double largestDifference) {}
