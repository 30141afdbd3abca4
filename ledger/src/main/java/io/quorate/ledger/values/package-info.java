/**
 * The key-value store's entries: a value, its owner, and when it was last written. Depends on {@code state}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.values;
