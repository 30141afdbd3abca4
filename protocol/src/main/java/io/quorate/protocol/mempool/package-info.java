/**
 * The transactions that wait to become final, as a pure machine: bounded in all and for each sender, oldest first. What
 * is in it was verified; whether it may still be in a block is asked of the application by whoever takes it out. May
 * depend on {@code types}, {@code port}, {@code verify} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.mempool;
