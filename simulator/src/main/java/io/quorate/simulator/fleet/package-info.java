/**
 * Many runs: the random mix of a seed, the fleet, the shrinker. May depend on every package of the simulator.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.fleet;
