/**
 * A node as a process: the running node with the servers that let the outside in, from the first line of its log to the
 * signal that ends it. May depend on {@code runtime}, {@code rpc}, {@code metrics}, {@code http} and {@code config}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.daemon;
