/** The rules of consensus, one class at a time. */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.consensus;
