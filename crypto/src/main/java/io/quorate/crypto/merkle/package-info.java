/**
 * Merkle trees: over lists, in the shape of RFC 6962, and the proofs of the sparse tree over the state. Leaves and inner
 * nodes are tagged apart. May depend on {@code hash}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.crypto.merkle;
