/**
 * The data words of the protocol: immutable values that check themselves at birth, and nothing that acts.
 *
 * <p>A word that two packages need lives here and nowhere else. May depend on {@code crypto} only.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.types;
