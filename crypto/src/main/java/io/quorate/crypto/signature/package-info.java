/**
 * Signature schemes behind one interface, each by a well-kept library, one class an implementation.
 *
 * <p>Invariant: two implementations of one scheme give the same verdict on any bytes whatever, since a disagreement
 * splits the chain. Checks that libraries differ in stand in front of all of them.
 *
 * <p>May depend on nothing of ours.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.crypto.signature;
