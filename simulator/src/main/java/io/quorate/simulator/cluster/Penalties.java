package io.quorate.simulator.cluster;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.validators.Slash;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.View;
import io.quorate.simulator.disk.SimulatedStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The penalties on one node's chain, as the ledger shows them to everybody: the rules that made them are not asked. */
final class Penalties {
    private final SimulatedStore store;
    private Optional<BlockId> readAt = Optional.empty();
    private Set<Entry> entries = Collections.emptySet();

    private record Entry(PublicKey key, Slash.Reason reason, Epoch epoch, View view) {}

    Penalties(SimulatedStore store) {
        this.store = store;
    }

    /** All, the latest first. */
    List<Slash> all() {
        LedgerQueries queries = new LedgerQueries(store.state());
        List<Slash> all = new ArrayList<>();
        for (long skip = 0; skip < queries.slashCount(); skip += LedgerQueries.MAX_PAGE) {
            all.addAll(queries.slashes(skip, LedgerQueries.MAX_PAGE));
        }
        return all;
    }

    /** Whether an offence is punished. */
    boolean has(Offence offence) {
        Optional<PublicKey> key = store.epoch(offence.epoch())
                .map(EpochStart::set)
                .filter(set -> set.contains(offence.validator()))
                .map(set -> set.get(offence.validator()).key());
        return key.filter(accused -> read().contains(entry(accused, offence)) || hasNothing(accused, offence))
                .isPresent();
    }

    private static Entry entry(PublicKey key, Offence offence) {
        return switch (offence.misbehaviour()) {
            case EQUIVOCATION -> new Entry(key, Slash.Reason.EQUIVOCATION, offence.epoch(), View.ZERO);
            case INVALID_PROPOSAL -> new Entry(key, Slash.Reason.INVALID_PROPOSAL, offence.epoch(), offence.view());
        };
    }

    /** Of an invalid proposal nothing is recorded where nothing is left to take; an equivocation always counts. */
    private boolean hasNothing(PublicKey key, Offence offence) {
        return offence.misbehaviour() == Misbehaviour.INVALID_PROPOSAL
                && new LedgerQueries(store.state())
                        .validatorOf(key)
                        .filter(account -> account.stake().units() == 0)
                        .isPresent();
    }

    private Set<Entry> read() {
        Optional<BlockId> head = store.head().map(at -> at.block().id());
        if (!head.equals(readAt)) {
            readAt = head;
            entries = all().stream()
                    .map(slash -> new Entry(
                            slash.key(),
                            slash.reason(),
                            slash.round().epoch(),
                            slash.reason() == Slash.Reason.INVALID_PROPOSAL
                                    ? slash.round().view()
                                    : View.ZERO))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return entries;
    }
}
