/**
 * How long a message takes, and whether it comes. May depend on {@code time} and {@code scenario}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.network;
