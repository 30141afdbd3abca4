/**
 * What a replica needs from the world, as interfaces: the node implements them with Netty, a clock and RocksDB, a
 * simulator with queues and seeds. Calls come from the one thread that owns the replica, unless a method says otherwise.
 * May depend on {@code types}, {@code verify} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.port;
