package io.quorate.simulator.cluster;

import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.KeyProofs;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.Operation;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.types.ChainId;
import io.quorate.simulator.scenario.Faulty;
import java.util.Optional;

/** Those who act for validators: they leave, join, come back from jail and replace keys. Each asks every node. */
final class Operators {
    private static final long AMNESTY_MICROS = 2_000_000;

    private final World world;

    Operators(World world) {
        this.world = world;
    }

    /** Whoever is jailed for a while asks, again and again, to be let in. */
    void start() {
        if (world.scenario().load().everything() && !world.scenario().faulty().isEmpty()) {
            world.queue().after(AMNESTY_MICROS, () -> {
                if (world.clients().isBusy()) {
                    world.scenario().faulty().stream()
                            .map(Faulty::node)
                            .filter(this::isJailed)
                            .forEach(node -> submit(node, new Operation.Unjail()));
                    start();
                }
            });
        }
    }

    /** As somebody sees it: the first honest one that is up. */
    private boolean isJailed(int node) {
        return world.honest().stream()
                .filter(Machine::isRunning)
                .findFirst()
                .flatMap(machine -> account(machine, node))
                .filter(account -> account.status() == ValidatorStatus.JAILED)
                .isPresent();
    }

    private Optional<ValidatorAccount> account(Machine machine, int node) {
        return new LedgerQueries(machine.store().state())
                .validator(world.account(node).publicKey());
    }

    void leave(int node) {
        submit(node, new Operation.Leave());
    }

    void join(int node) {
        Signer signer = world.signer(node);
        byte[] statement = KeyProofs.join(chain(), world.account(node).publicKey(), signer.publicKey());
        submit(node, new Operation.Join("node-" + node, signer.publicKey(), signer.sign(statement)));
    }

    void rotate(int node) {
        Signer old = world.signer(node);
        Signer later = world.replacement(node);
        byte[] statement =
                KeyProofs.rotation(chain(), world.account(node).publicKey(), old.publicKey(), later.publicKey());
        submit(node, new Operation.RotateKey(later.publicKey(), old.sign(statement), later.sign(statement)));
    }

    private ChainId chain() {
        return world.genesis().chain();
    }

    private void submit(int node, Operation operation) {
        world.clients().submitToAll(world.account(node), operation);
    }
}
