/**
 * Validators as the state keeps them: accounts with stake and standing, the line of those who wait for an epoch's end,
 * the sets of the epochs that evidence may still speak of, grants, and what was punished. See validators.md.
 *
 * <pre>
 *   ValidatorAccount, ConsensusKeys, StakeTotals    who has stake, what for, and whose a key is
 *   Line, Production                                who waits for the epoch's end; who proposed the epoch's blocks
 *   PastSets                                        the sets that evidence is judged under, for the window
 *   Grant, Slash, Slashes                           stake given by the validators, and stake taken from them
 * </pre>
 *
 * <p>What may happen when is decided a floor above. Depends on {@code state}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.validators;
