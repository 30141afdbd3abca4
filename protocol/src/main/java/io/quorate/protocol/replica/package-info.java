/**
 * The whole replica: consensus, gossip and mempool composed into one machine behind one set of inputs, with the ports it
 * acts through. One thread owns it; a simulator runs exactly this. May depend on every package of {@code protocol}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.replica;
