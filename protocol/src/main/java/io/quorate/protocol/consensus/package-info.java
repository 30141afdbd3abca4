/**
 * Who decides, when: the rules of consensus.md as pure machines. May depend on {@code types}, {@code verify}, {@code
 * codec}, {@code port} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.consensus;
