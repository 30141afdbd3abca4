/** Who is told and asked what, one decision at a time. */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.gossip;
