/** The replica as clusters in virtual time: seeds, delays, losses, crashes. */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.replica;
