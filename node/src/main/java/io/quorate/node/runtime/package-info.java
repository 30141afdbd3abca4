/**
 * A running node: its threads, how the parts are wired, how it starts and stops, and what the outside may ask of it.
 * May depend on every module; of {@code node}, on {@code config}, {@code p2p} and {@code metrics}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.runtime;
