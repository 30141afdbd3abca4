package io.quorate.ledger.validators;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The members of one epoch's set that equivocated in it, in the order they were punished. Immutable. */
public record Equivocators(List<ValidatorIndex> members) {
    /** Nobody. */
    public static final Equivocators NONE = new Equivocators(List.of());

    /** Copies the list. */
    public Equivocators {
        members = List.copyOf(members);
    }

    /** Whether a validator is among them. */
    public boolean contains(ValidatorIndex validator) {
        return members.contains(validator);
    }

    /** They and one more. */
    public Equivocators with(ValidatorIndex validator) {
        List<ValidatorIndex> more = new ArrayList<>(members);
        more.add(validator);
        return new Equivocators(more);
    }

    /** Whether they hold a third or more of their set's power. */
    public boolean collude(ValidatorSet set) {
        // validators.md, Faults and penalties: Collusion
        BigInteger power = members.stream()
                .map(member -> BigInteger.valueOf(set.get(member).power().units()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        return power.multiply(BigInteger.valueOf(3))
                        .compareTo(BigInteger.valueOf(set.total().units()))
                >= 0;
    }

    byte[] toBytes() {
        RecordWriter out = new RecordWriter().integer(members.size());
        members.forEach(member -> out.integer(member.number()));
        return out.toBytes();
    }

    static Equivocators fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        int count = in.integer();
        List<ValidatorIndex> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new ValidatorIndex(in.integer()));
        }
        in.end();
        return new Equivocators(members);
    }
}
