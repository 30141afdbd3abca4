/**
 * The transactions that executed lately: what makes each execute at most once, and what shows of another that it never
 * did. Depends on {@code state}.
 *
 * <p>One proven leaf for each block that holds transactions, in a queue; a derived entry for each id that has not expired
 * yet, to look it up; and one proven entry with the root of the set of ids of each period of about a minute:
 *
 * <pre>
 *   window/n, window/n+1, ...   latest expiry, ids          bounds: n (first), k (first known), m (next)          known/id
 *   executed                    since when | end of period, next leaf, root | ...
 * </pre>
 *
 * <p>A leaf of the tree for each id would show more at once, and doubles the tree's work for a small transaction.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.window;
