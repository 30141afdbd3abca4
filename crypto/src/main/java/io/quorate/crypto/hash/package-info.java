/** Hashes: the 32-byte value and the functions that make it. May depend on nothing of ours. */
@org.jspecify.annotations.NullMarked
package io.quorate.crypto.hash;
