package io.quorate.simulator.planted;

import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.util.List;
import java.util.Optional;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is woven into a method of the protocol. The body of an advice is copied there: it names only what is public, and a
 * parameter that it assigns is what the method gives.
 */
// A parameter that is assigned and never read here is what the method gives: that is how an advice is written.
@SuppressWarnings("UnusedVariable")
final class Advices {
    private Advices() {}

    static final class Less {
        private Less() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.This VotingPower power,
                @Advice.Argument(0) VotingPower total,
                @Advice.Return(readOnly = false) boolean quorum) {
            quorum = 3 * (power.units() + 1) >= 2 * total.units();
        }
    }

    static final class Heads {
        private Heads() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.This ValidatorSet set,
                @Advice.Argument(0) Signers signers,
                @Advice.Return(readOnly = false) boolean quorum) {
            quorum = 3 * signers.count() >= 2 * set.size();
        }
    }

    static final class Yes {
        private Yes() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = true;
        }
    }

    static final class Zero {
        private Zero() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long answer) {
            answer = 0;
        }
    }

    static final class Nothing {
        private Nothing() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Optional<?> answer) {
            answer = Optional.empty();
        }
    }

    static final class Skip {
        private Skip() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    static final class AtOnce {
        private AtOnce() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.FieldValue("network") Network network, @Advice.Argument(0) Message message) {
            network.broadcast(message);
            return true;
        }
    }

    static final class NoVotes {
        private NoVotes() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Entry entry) {
            return entry instanceof Entry.Signed;
        }
    }

    static final class NoCertificates {
        private NoCertificates() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Entry entry) {
            return entry instanceof Entry.Held;
        }
    }

    static final class NoBlocks {
        private NoBlocks() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Entry entry) {
            return entry instanceof Entry.Stored;
        }
    }

    static final class None {
        private None() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<?> answer) {
            answer = List.of();
        }
    }

    static final class No {
        private No() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = false;
        }
    }

    static final class Unchanged {
        private Unchanged() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.This Object self,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object changed) {
            changed = self;
        }
    }

    static final class Another {
        private Another() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(value = 0, readOnly = false) ValidatorIndex validator,
                @Advice.FieldValue("set") ValidatorSet set) {
            validator = new ValidatorIndex((validator.number() + 1) % set.size());
        }
    }

    static final class AllGood {
        private AllGood() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object judgement) {
            judgement = Hidden.good();
        }
    }
}
