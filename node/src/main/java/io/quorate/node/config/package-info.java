/**
 * What the operator decides: chain specifications (genesis files) and the node's settings, whose layers are
 *
 * <pre>
 *   built-in defaults &lt; --config TOML &lt; environment (QUORATE_RPC_PORT) &lt; options (--rpc-port)
 * </pre>
 *
 * <p>Invariants: a setting has one name in all layers; a value is checked once, at birth, and every problem found is
 * reported at once, in one {@link io.quorate.node.config.OperatorException}; no secret is in a setting.
 *
 * <p>May depend on {@code crypto}, on {@code protocol.types} and on {@code node.p2p} for addresses.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.config;
