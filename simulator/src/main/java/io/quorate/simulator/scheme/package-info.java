/**
 * The signature scheme of simulated runs. May depend on {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.scheme;
