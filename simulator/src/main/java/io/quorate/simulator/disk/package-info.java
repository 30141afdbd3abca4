/**
 * The two stores of a node on a disk that can be cut off at any call. What was synced is never lost; of what was not, any
 * prefix may be. May depend on {@code time} and {@code protocol}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.disk;
