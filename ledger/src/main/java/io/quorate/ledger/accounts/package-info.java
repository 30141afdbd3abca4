/**
 * What is kept for each key and for the whole: a sender's use of the bounded resources, validators' accounts, and counts.
 * Depends on {@code state}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.accounts;
