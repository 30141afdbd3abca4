/** Signature schemes behind one interface, each by a well-kept library. May depend on nothing of ours. */
@org.jspecify.annotations.NullMarked
package io.quorate.crypto.signature;
