package io.quorate.node.rpc.methods;

import io.quorate.client.Quoted;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import java.util.Optional;

/** Lets no reveal pass while commits are taken: it could become public too soon, whoever signed it. */
final class RevealGate {
    private final NodeService node;

    RevealGate(NodeService node) {
        this.node = node;
    }

    /**
     * Checks what a client signed.
     *
     * @throws RpcException if it reveals too early, as far as this node knows
     */
    void check(Transaction transaction) throws RpcException {
        for (byte[] bytes : transaction.operations()) {
            Operation operation;
            try {
                operation = Operation.decode(bytes);
            } catch (IllegalArgumentException e) {
                continue; // the ledger says what is wrong with it
            }
            if (operation instanceof Operation.RevealBallot reveal) {
                check(reveal.decision());
            }
        }
    }

    /**
     * Checks whether ballots on a decision may be revealed. Of one that this node does not know it cannot tell: it may be
     * behind, or what opens it is not final yet.
     *
     * @throws RpcException if it is too early, or there is no such decision here
     */
    void check(String decision) throws RpcException {
        BlockTime now = node.consensus().head().time();
        Optional<Decision> known = Decisions.find(node.blocks().state(), decision);
        if (known.isEmpty()) {
            throw RpcError.of(
                            ErrorCode.NOT_FOUND,
                            "no decision " + Quoted.of(decision) + " in this node's final state, as of block "
                                    + node.consensus().head().height() + ": nothing was sent, as commits may still be"
                                    + " taken")
                    .with("code", FailureCode.NO_SUCH_DECISION.name())
                    .asException();
        }
        if (known.get().rules().ballot() instanceof BallotRule.Secret secret
                && secret.commits().isAfter(now)) {
            // ledger.md, Secret ballots: only once a block at or after the commit deadline is final
            long wait = secret.commits().millis() - now.millis();
            throw RpcError.of(
                            ErrorCode.TOO_EARLY,
                            "commits are taken for another " + wait
                                    + " ms of block time: reveal when a block at or after the commit deadline is final")
                    .with("waitMillis", wait)
                    .with("commitDeadlineMillis", secret.commits().millis())
                    .with("chainTimeMillis", now.millis())
                    .asException();
        }
    }
}
