/**
 * Runs of the node's own replicas in which every choice is the test's: what arrives, in which order, which timer fires, who
 * crashes. Small sets of choices are tried out whole.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.explore;
