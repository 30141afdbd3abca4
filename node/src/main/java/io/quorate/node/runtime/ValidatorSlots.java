package io.quorate.node.runtime;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.EpochSets;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Keeps the network told whose connections have slots of their own: the validators of the current set. */
record ValidatorSlots(Supplier<EpochSets> sets, Consumer<Set<PublicKey>> network) {
    /** An epoch began, or the node starts. */
    void onEpoch() {
        // network.md, Discovery
        EpochSets known = sets.get();
        ValidatorSet current = known.get(known.latest()).orElseThrow();
        network.accept(current.validators().stream().map(Validator::key).collect(Collectors.toUnmodifiableSet()));
    }
}
