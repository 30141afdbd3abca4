/**
 * Deliberate bugs of the protocol, one at a time, written into its classes while a test runs and taken out again: the
 * simulator must catch each. None of it is in a jar. May depend on everything of the simulator; the protocol's own classes
 * are named as text, as many are not visible here.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.planted;
