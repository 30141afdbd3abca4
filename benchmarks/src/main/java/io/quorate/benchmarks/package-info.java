/**
 * What things cost, measured by JMH and run by {@code scripts/benchmark}. May depend on every module; none depends on it.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.benchmarks;
