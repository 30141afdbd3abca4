package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.validators.Grant;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.VotingPower;
import java.util.Optional;

/**
 * What a transaction asks for. Each checks the form of its parts at birth and throws {@link IllegalArgumentException}
 * with a reason; what depends on the state is checked when it executes. Immutable.
 */
public sealed interface Operation {
    /** The longest instance id. */
    int MAX_INSTANCE_ID_CHARACTERS = 64;

    /** The longest topic, in Unicode characters. */
    int MAX_TOPIC_CHARACTERS = 128;

    /** The longest value of a vote, in bytes of UTF-8. */
    int MAX_VOTE_BYTES = 4096;

    /** The longest key of the store, in bytes of UTF-8. */
    int MAX_KEY_BYTES = 256;

    /** The longest value of the store, in bytes. */
    int MAX_VALUE_BYTES = 32 * 1024;

    /** Binds an instance id to the sender's key. */
    record RegisterInstance(String instanceId) implements Operation {
        /** Checks the id. */
        public RegisterInstance {
            Texts.instanceId(instanceId);
        }
    }

    /**
     * A vote of an instance on a decision.
     *
     * @param totalInstances size of the electorate; absent, it agrees with what is fixed, or opens the decision with the
     *     default. Its range is checked when it executes
     */
    record CastVote(String instanceId, String decision, String value, Optional<Integer> totalInstances)
            implements Operation {
        /** Checks the texts. */
        public CastVote {
            Texts.instanceId(instanceId);
            Texts.topic(decision);
            Texts.voteValue(value);
        }
    }

    /**
     * Sets the value of a key. The first writer of a key owns it.
     *
     * @param expected what has to be there for this to succeed; absent, anything
     */
    record PutValue(String key, Bytes value, Optional<Expected> expected) implements Operation {
        /** Checks the key and the value's length. */
        public PutValue {
            Texts.key(key);
            if (value.length() > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException(
                        "a value is at most " + MAX_VALUE_BYTES + " bytes, not " + value.length());
            }
        }
    }

    /**
     * Removes a key; it then has no owner.
     *
     * @param expected the value that has to be there for this to succeed; absent, any
     */
    record DeleteValue(String key, Optional<Bytes> expected) implements Operation {
        /** Checks the key. */
        public DeleteValue {
            Texts.key(key);
        }
    }

    /**
     * Asks for a place in the validator set, with the stake of the sender's account.
     *
     * @param name what people call the validator
     * @param consensusKey the key of its votes; it serves one validator, ever
     * @param proof that key's signature of {@link KeyProofs#join}
     */
    record Join(String name, PublicKey consensusKey, Signature proof) implements Operation {
        /** Checks the name. */
        public Join {
            Texts.validatorName(name);
        }
    }

    /** Asks to leave the validator set. */
    record Leave() implements Operation {}

    /** Asks, once jailed, to be let into the validator set again. */
    record Unjail() implements Operation {}

    /**
     * Puts another key in the place of that of the sender's votes, from the next set on.
     *
     * @param newKey a key that never served a validator
     * @param byOld the old key's signature of {@link KeyProofs#rotation}
     * @param byNew the new key's signature of the same
     */
    record RotateKey(PublicKey newKey, Signature byOld, Signature byNew) implements Operation {}

    /**
     * Signs that an account be given stake; the grant is executed once a quorum of the current set has signed it.
     *
     * @param id 16 bytes that name the grant
     * @param account whom it is for
     * @param amount how much more stake, at least 1
     */
    record GrantStake(Bytes id, PublicKey account, VotingPower amount) implements Operation {
        /** Checks the id and the amount. */
        public GrantStake {
            if (id.length() != Grant.ID_BYTES) {
                throw new IllegalArgumentException(
                        "the id of a grant has " + Grant.ID_BYTES + " bytes, not " + id.length());
            }
            if (account.length() != Texts.ACCOUNT_BYTES) {
                throw new IllegalArgumentException("an account's key has " + Texts.ACCOUNT_BYTES + " bytes");
            }
            if (amount.units() < 1) {
                throw new IllegalArgumentException("a grant is of at least 1");
            }
        }
    }

    /** Brings a proof of misbehaviour; alone in its transaction. */
    record SubmitEvidence(Evidence evidence) implements Operation {}

    /**
     * Opens a decision with explicit rules.
     *
     * @param decision its topic, on which there is no decision yet
     */
    record OpenDecision(String decision, DecisionRules rules) implements Operation {
        /** Checks the topic and the ids of a listed electorate. */
        public OpenDecision {
            Texts.topic(decision);
            if (rules.electorate() instanceof Electorate.Listed listed) {
                listed.instances().forEach(Texts::instanceId);
            }
        }
    }

    /**
     * An instance's vote in a secret ballot, without saying what it is.
     *
     * @param commitment what {@link Commitment#of} makes of the vote and a nonce
     */
    record CommitBallot(String instanceId, String decision, Hash commitment) implements Operation {
        /** Checks the texts. */
        public CommitBallot {
            Texts.instanceId(instanceId);
            Texts.topic(decision);
        }
    }

    /**
     * Says what an instance committed itself to.
     *
     * @param nonce the one that the commitment was made with
     */
    record RevealBallot(String instanceId, String decision, String value, Bytes nonce) implements Operation {
        /** Checks the texts and the nonce's length. */
        public RevealBallot {
            Texts.instanceId(instanceId);
            Texts.topic(decision);
            Texts.voteValue(value);
            Commitment.requireNonce(nonce);
        }
    }

    /** Drops the votes of a decision that has been closed for long enough, and keeps its result; by its opener. */
    record PruneDecision(String decision) implements Operation {
        /** Checks the topic. */
        public PruneDecision {
            Texts.topic(decision);
        }
    }

    /** What a compare-and-set expects of a key. */
    sealed interface Expected {
        /** That it has no value. */
        record Absent() implements Expected {}

        /** That it has exactly this one. */
        record Present(Bytes value) implements Expected {}
    }

    /** The bytes that travel in a transaction: see {@link #decode}. */
    default byte[] encode() {
        return OperationCodec.encode(this);
    }

    /**
     * Reads the bytes that travel. A tag byte, then the parts; numbers are big-endian, texts UTF-8 and, like bytes, behind
     * a 4-byte length; {@code ?} is 1 and the part, or 0:
     *
     * <pre>
     *   1 RegisterInstance   instance id
     *   2 CastVote           instance id | topic | value | total? 4
     *   3 PutValue           key | value | 0 anything, 1 absent, or 2 and the value expected
     *   4 DeleteValue        key | expected value?
     *   5 Join               name | consensus key | its signature
     *   6 Leave
     *   7 Unjail
     *   8 RotateKey          new key | signature by the old key | signature by the new key
     *   9 GrantStake         id | account | amount 8
     *  10 SubmitEvidence     evidence, as {@code StoredForms} writes it
     *  11 OpenDecision       topic | rules, as {@link DecisionRules#writeTo} says
     *  12 CommitBallot       instance id | topic | commitment 32
     *  13 RevealBallot       instance id | topic | value | nonce
     *  14 PruneDecision      topic
     * </pre>
     *
     * <p>An operation has one encoding; new operations, or new parts of old ones, take new tags.
     *
     * @throws IllegalArgumentException if the bytes are not an operation, with the reason
     */
    static Operation decode(byte[] bytes) {
        return OperationCodec.decode(bytes);
    }
}
