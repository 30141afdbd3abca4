/**
 * What the node measures, by the names of operations.md, and the port that Prometheus scrapes. Each metric has a help text
 * and a unit in its name; every label takes few values, known beforehand or capped. May depend on {@code node.http} and on
 * {@code protocol}'s types and ports, and on the names of {@code ledger}'s events and penalties.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.metrics;
