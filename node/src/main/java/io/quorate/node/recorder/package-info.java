/**
 * The flight recorder: what the replica of a real node was fed, written down in a bounded ring of segments, and fed again to
 * the same code. Each segment begins with a checkpoint of the database and what the signing journal held, so that it can be
 * replayed by itself. May depend on {@code protocol}, {@code ledger}, {@code storage} and the node's {@code config}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.recorder;
