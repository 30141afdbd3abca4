/**
 * A small HTTP/1.1 server for what the node serves: connections, bodies and times are bounded before a service sees a
 * request, and a service answers with a future, never on the I/O thread. A connection may become a WebSocket; then what is
 * queued for it is bounded, and a peer that does not read is cut off. May depend on nothing else of ours.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.http;
