package io.quorate.protocol.types;

import io.quorate.crypto.signature.PublicKey;
import java.time.Duration;
import java.util.List;

/**
 * The specification of a chain, as read from its genesis file.
 *
 * @param chain the hash of the file's bytes
 * @param name what people call it
 * @param development whether public development keys and unencrypted keystores are allowed
 * @param time block time of the genesis block
 * @param scheme id of the signature scheme of consensus votes
 * @param delta assumed bound on delivery once the network is stable
 * @param blockInterval how long a leader waits with nothing to propose
 * @param epochDuration block time that an epoch lasts
 * @param maxBlockBytes limit of a block's body
 * @param maxBlockTransactions limit of a block's count
 * @param members the first validators, in set order
 * @param staking stake of others, and what faults cost
 * @param ledger what a sender may hold, and what votes weigh
 */
public record Genesis(
        ChainId chain,
        String name,
        boolean development,
        BlockTime time,
        String scheme,
        Duration delta,
        Duration blockInterval,
        Duration epochDuration,
        int maxBlockBytes,
        int maxBlockTransactions,
        List<Member> members,
        Staking staking,
        LedgerTerms ledger) {

    /** A validator of genesis: its name, the key of its votes, the key of its account, and its stake. */
    public record Member(String name, PublicKey consensusKey, PublicKey accountKey, VotingPower stake) {}

    /** Copies the list. */
    public Genesis {
        members = List.copyOf(members);
    }

    /** A chain that says nothing of the ledger: {@link LedgerTerms#DEFAULT} holds. */
    public Genesis(
            ChainId chain,
            String name,
            boolean development,
            BlockTime time,
            String scheme,
            Duration delta,
            Duration blockInterval,
            Duration epochDuration,
            int maxBlockBytes,
            int maxBlockTransactions,
            List<Member> members,
            Staking staking) {
        this(
                chain,
                name,
                development,
                time,
                scheme,
                delta,
                blockInterval,
                epochDuration,
                maxBlockBytes,
                maxBlockTransactions,
                members,
                staking,
                LedgerTerms.DEFAULT);
    }

    /** A chain that says nothing of staking either: {@link Staking#DEFAULT} holds. */
    public Genesis(
            ChainId chain,
            String name,
            boolean development,
            BlockTime time,
            String scheme,
            Duration delta,
            Duration blockInterval,
            Duration epochDuration,
            int maxBlockBytes,
            int maxBlockTransactions,
            List<Member> members) {
        this(
                chain,
                name,
                development,
                time,
                scheme,
                delta,
                blockInterval,
                epochDuration,
                maxBlockBytes,
                maxBlockTransactions,
                members,
                Staking.DEFAULT);
    }

    /** The first set: every member of full reputation and no age. */
    public ValidatorSet validators() {
        return ValidatorSet.of(members.stream()
                .map(member -> new Validator(member.consensusKey(), member.stake()))
                .toList());
    }
}
