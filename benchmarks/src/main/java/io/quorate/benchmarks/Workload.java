package io.quorate.benchmarks;

import io.quorate.crypto.hash.Sha256;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.LedgerLimits;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What a measured block is full of. Each prepares a state in which all of it succeeds. */
public enum Workload {
    /** Instances that nobody has. */
    REGISTER_INSTANCE {
        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.RegisterInstance("new-" + number);
        }
    },
    /** Decisions of three instances, by majority. */
    OPEN_DECISION {
        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.OpenDecision("new-" + number, DecisionRules.ofFirst(3));
        }
    },
    /** Open votes, one of each instance, {@value #VOTES} on each decision. */
    CAST_VOTE {
        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.CastVote(
                    instance(number), "decision-" + number / VOTES, "value-" + number % 3, Optional.of(MOST));
        }
    },
    /** The same, each weighed by the stake of a list of a thousand. */
    CAST_WEIGHTED_VOTE {
        @Override
        void prepare(LedgerState state) {
            List<String> all =
                    IntStream.range(0, MOST).mapToObj(Workload::instance).toList();
            DecisionRules rules = new DecisionRules(
                    new Electorate.Listed(all), Quorum.SUPERMAJORITY, Weighting.STAKE, BallotRule.withoutDeadline());
            state.run(transactions(
                    state, BLOCK / VOTES, number -> new Operation.OpenDecision("decision-" + number, rules)));
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.CastVote(
                    instance(number), "decision-" + number / VOTES, "value-" + number % 3, Optional.empty());
        }
    },
    /** Commitments of secret ballots. */
    COMMIT_BALLOT {
        @Override
        void prepare(LedgerState state) {
            openSecret(state);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return commit(state, number);
        }
    },
    /** What they hid. */
    REVEAL_BALLOT {
        @Override
        void prepare(LedgerState state) {
            openSecret(state);
            state.run(transactions(state, BLOCK, number -> commit(state, number)));
            state.waitUntil(COMMITS);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.RevealBallot(
                    instance(number), "decision-" + number / VOTES, "value-" + number % 3, nonce(number));
        }
    },
    /** Values of 32 bytes under keys that nobody has. */
    PUT_NEW_VALUE {
        @Override
        Operation operation(LedgerState state, int number) {
            return put("new-" + number);
        }
    },
    /** Values of 32 bytes in the place of others. */
    PUT_VALUE {
        @Override
        Operation operation(LedgerState state, int number) {
            return put("key-" + number);
        }
    },
    /** Deletions. */
    DELETE_VALUE {
        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.DeleteValue("key-" + number, Optional.empty());
        }
    },
    /** Decisions closed by {@value #VOTES} votes each, whose votes nobody has to keep any more. */
    PRUNE_DECISION {
        @Override
        void prepare(LedgerState state) {
            closeAndWait(state, BLOCK);
        }

        @Override
        String sender(int number) {
            return opener(number);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.PruneDecision(closed(number));
        }
    },
    /** What pruning puts off: votes of pruned decisions that an empty block drops, here as many as operations elsewhere. */
    DROP_PRUNED_VOTE {
        @Override
        void prepare(LedgerState state) {
            closeAndWait(state, BLOCK / VOTES);
            state.run(IntStream.range(0, BLOCK / VOTES)
                    .mapToObj(number -> state.transaction(
                            LedgerState.key(opener(number)), new Operation.PruneDecision(closed(number))))
                    .toList());
        }

        @Override
        Operation operation(LedgerState state, int number) {
            throw new IllegalStateException("its block is empty");
        }

        @Override
        List<Transaction> block(LedgerState state) {
            return List.of();
        }
    },
    /** Accounts with stake that ask for a place in the set. */
    JOIN {
        @Override
        String sender(int number) {
            return LedgerState.outsider(number);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return ValidatorOperations.join(state, number);
        }
    },
    /** Validators that ask to leave a set of {@value #VALIDATORS}. */
    LEAVE {
        @Override
        LedgerState genesis() {
            return ofManyValidators();
        }

        @Override
        String sender(int number) {
            return LedgerState.account(number);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.Leave();
        }
    },
    /** Validators that were jailed in the epoch before, and ask to be let in again. */
    UNJAIL {
        @Override
        LedgerState genesis() {
            return ofManyValidators();
        }

        @Override
        void prepare(LedgerState state) {
            List<Transaction> all = transactions(state, BLOCK, number -> ValidatorOperations.accuse(state, number));
            for (int from = 0; from < BLOCK; from += Application.MAX_ACCUSATIONS) {
                state.run(all.subList(from, Math.min(BLOCK, from + Application.MAX_ACCUSATIONS)));
            }
            state.endEpoch();
        }

        @Override
        String sender(int number) {
            return LedgerState.account(number);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return new Operation.Unjail();
        }
    },
    /** Validators of a set of {@value #VALIDATORS} that replace their consensus key; two signatures are checked. */
    ROTATE_KEY {
        @Override
        LedgerState genesis() {
            return ofManyValidators();
        }

        @Override
        String sender(int number) {
            return LedgerState.account(number);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return ValidatorOperations.rotate(state, number);
        }
    },
    /** Grants of stake to accounts that have some, each signed by three of four validators, which executes it. */
    GRANT_STAKE {
        @Override
        String sender(int number) {
            return LedgerState.account(number % ValidatorOperations.GRANTERS);
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return ValidatorOperations.grant(number);
        }
    },
    /**
     * Invalid proposals, each of another validator of a set of {@value #VALIDATORS}, as many as a block may have; one
     * signature is checked. JMH's own lines divide by {@value #BLOCK} here too, the report's table by how many there are.
     */
    SUBMIT_EVIDENCE {
        @Override
        LedgerState genesis() {
            return ofManyValidators();
        }

        @Override
        int operations() {
            return Application.MAX_ACCUSATIONS;
        }

        @Override
        Operation operation(LedgerState state, int number) {
            return ValidatorOperations.accuse(state, number);
        }
    };

    /** Transactions of a block, each of one operation. */
    static final int BLOCK = 200;

    /** Votes of a block on one decision. */
    static final int VOTES = 20;

    /** A set out of which a whole block of validators can act, and leave a set behind. */
    static final int VALIDATORS = 300;

    private static final int FEW_VALIDATORS = 4;
    private static final int MOST = Electorate.MAX_SIZE;
    private static final int VALUES = 10_000;
    private static final BlockTime COMMITS = new BlockTime(60_000);

    abstract Operation operation(LedgerState state, int number);

    /** How many are in a block. */
    int operations() {
        return BLOCK;
    }

    /** The name of who sends the operation of a number. */
    String sender(int number) {
        return instance(number);
    }

    LedgerState genesis() {
        return new LedgerState(FEW_VALIDATORS, BLOCK);
    }

    void prepare(LedgerState state) {}

    /** A state of a thousand instances and ten thousand values, and what this workload needs besides. */
    LedgerState state() {
        LedgerState state = genesis();
        state.run(transactions(state, MOST, number -> new Operation.RegisterInstance(instance(number))));
        state.run(transactions(state, VALUES, number -> put("key-" + number)));
        prepare(state);
        return state;
    }

    /** The block. */
    List<Transaction> block(LedgerState state) {
        return IntStream.range(0, operations())
                .mapToObj(number -> state.transaction(LedgerState.key(sender(number)), operation(state, number)))
                .toList();
    }

    private static List<Transaction> transactions(LedgerState state, int count, IntFunction<Operation> operation) {
        return IntStream.range(0, count)
                .mapToObj(number -> state.transaction(LedgerState.key(instance(number)), operation.apply(number)))
                .toList();
    }

    private static LedgerState ofManyValidators() {
        return new LedgerState(VALIDATORS, 0);
    }

    /** Decides so many decisions with {@value #VOTES} votes each, and lets the time pass that votes are kept. */
    private static void closeAndWait(LedgerState state, int decisions) {
        int majority = 2 * VOTES - 1;
        state.run(IntStream.range(0, decisions * VOTES)
                .mapToObj(number -> state.transaction(
                        LedgerState.key(instance(number % MOST)),
                        new Operation.CastVote(
                                instance(number % MOST), closed(number / VOTES), "value", Optional.of(majority))))
                .toList());
        state.waitUntil(state.time().plus(LedgerLimits.DEFAULTS.retention()).plus(Duration.ofSeconds(1)));
    }

    /** Who cast its first vote. */
    private static String opener(int closed) {
        return instance(closed * VOTES % MOST);
    }

    private static String closed(int number) {
        return "closed-" + number;
    }

    private static void openSecret(LedgerState state) {
        DecisionRules rules = new DecisionRules(
                new Electorate.Open(MOST),
                Quorum.MAJORITY,
                Weighting.EQUAL,
                new BallotRule.Secret(COMMITS, COMMITS.plus(Duration.ofHours(1))));
        state.run(
                transactions(state, BLOCK / VOTES, number -> new Operation.OpenDecision("decision-" + number, rules)));
    }

    private static Operation commit(LedgerState state, int number) {
        String decision = "decision-" + number / VOTES;
        return new Operation.CommitBallot(
                instance(number),
                decision,
                Commitment.of(state.chain(), decision, instance(number), "value-" + number % 3, nonce(number)));
    }

    private static Bytes nonce(int number) {
        return Bytes.of(Sha256.hash(("nonce " + number).getBytes(StandardCharsets.UTF_8))
                .toBytes());
    }

    private static Operation put(String key) {
        return new Operation.PutValue(key, Bytes.of(new byte[32]), Optional.empty());
    }

    private static String instance(int number) {
        return "instance-" + number;
    }
}
