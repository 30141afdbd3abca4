/**
 * The ids of the transactions that have not yet expired: what makes each execute at most once. Depends on {@code state}.
 *
 * <p>One proven leaf for each block that holds transactions, in a queue, and a derived entry for each id to look it up:
 *
 * <pre>
 *   window/n, window/n+1, ...   latest expiry, ids          bounds: n (first), m (next)          known/id
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.window;
