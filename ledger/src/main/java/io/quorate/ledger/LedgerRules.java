package io.quorate.ledger;

import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.verify.Verifier;

/**
 * What the ledger of one chain goes by, beside the state.
 *
 * @param limits what a sender may hold
 * @param staking what faults cost, and what counts in the effective weight
 * @param votes the scheme of consensus votes
 * @param verifier checks evidence
 */
record LedgerRules(LedgerLimits limits, ChainId chain, Staking staking, SignatureScheme votes, Verifier verifier) {}
