/** Instances: the names that vote, each bound to the key that registered it. Depends on {@code state}. */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.instances;
