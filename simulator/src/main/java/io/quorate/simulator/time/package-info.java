/**
 * Virtual time and chance: one queue of events, and sources of chance that are named after what they are for. The same on
 * every machine and every JDK. May depend on nothing of ours.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.time;
