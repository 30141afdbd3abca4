package io.quorate.simulator.byzantine;

import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.simulator.time.Chance;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** A Byzantine validator as its adversary has it: its number, its keys and its line to the others; nobody else's keys. */
public final class Liar {
    private static final int ROUNDS = 1_024;

    private final int self;
    private final ChainId chain;
    private final ValidatorSet set;
    private final Function<Epoch, Optional<ValidatorSet>> sets;
    private final Signer signer;
    private final Signer account;
    private final Chance chance;
    private final Line line;
    private final Books books;
    /** In which its replica proposed; the oldest is forgotten first. */
    private final TreeSet<Round> proposed = new TreeSet<>();

    private Round round = Round.of(1, 1);

    /** The way to the others. */
    public interface Line {
        /** Sends a message to a node after a delay in microseconds. */
        void send(int to, Message message, long afterMicros);
    }

    /** What its own node can compute. */
    public interface Books {
        /** Has no state to compute anything on. */
        Books NONE = (parent, proposer) -> Optional.empty();

        /** What an empty block on another one gives, if that is the last that is final here and not of an epoch. */
        Optional<Execution> empty(BlockHeader parent, ValidatorIndex proposer);
    }

    /** A liar with the key of its votes and that of its account. */
    public Liar(
            int self,
            ChainId chain,
            ValidatorSet set,
            Function<Epoch, Optional<ValidatorSet>> sets,
            Signer signer,
            Signer account,
            Chance chance,
            Line line) {
        this(self, chain, set, sets, signer, account, chance, line, Books.NONE);
    }

    /** The same, and it can compute what its blocks give. */
    public Liar(
            int self,
            ChainId chain,
            ValidatorSet set,
            Function<Epoch, Optional<ValidatorSet>> sets,
            Signer signer,
            Signer account,
            Chance chance,
            Line line,
            Books books) {
        this.self = self;
        this.chain = chain;
        this.set = set;
        this.sets = sets;
        this.signer = signer;
        this.account = account;
        this.chance = chance;
        this.line = line;
        this.books = books;
    }

    /** What an empty block of its own on another one gives, if it can tell. */
    Optional<Execution> empty(BlockHeader parent, ValidatorIndex proposer) {
        return books.empty(parent, proposer);
    }

    int self() {
        return self;
    }

    int nodes() {
        return set.size();
    }

    ValidatorSet set() {
        return set;
    }

    Chance chance() {
        return chance;
    }

    /** The latest round that its replica voted in. */
    Round round() {
        return round;
    }

    /** Takes note of what the replica says, though nobody be there to hear it. */
    public void note(Message message) {
        ownProposal(message).map(Proposal::round).ifPresent(said -> {
            proposed.add(said);
            if (proposed.size() > ROUNDS) {
                proposed.pollFirst();
            }
        });
        own(message).map(Subject::round).filter(said -> said.isAfter(round)).ifPresent(said -> round = said);
    }

    /** Whether its replica made a proposal of its own in a round, told to anybody or not. */
    boolean hasProposed(Round in) {
        return proposed.contains(in);
    }

    void send(int to, Message message) {
        line.send(to, message, 0);
    }

    void sendLater(int to, Message message, long micros) {
        line.send(to, message, micros);
    }

    void sendToAll(Message message) {
        for (int to = 0; to < nodes(); to++) {
            if (to != self) {
                send(to, message);
            }
        }
    }

    Vote sign(Subject subject) {
        return new Vote(subject, index(subject.round().epoch()), signer.sign(SigningBytes.of(chain, subject)));
    }

    /** Where it stands in the set of an epoch; where it stood at first, once it is out. */
    private ValidatorIndex index(Epoch epoch) {
        return sets.apply(epoch)
                .flatMap(members -> members.indexOf(signer.publicKey()))
                .orElseGet(() -> new ValidatorIndex(self));
    }

    /** A transaction of its own account. */
    Transaction transaction(long salt, BlockTime expiry, byte[] operation) {
        Transaction.Draft draft = new Transaction.Draft(
                chain, account.publicKey(), new Transaction.Salt(self, salt), expiry, List.of(operation));
        return draft.signed(account.sign(draft.signingBytes()));
    }

    boolean isOwn(Vote vote) {
        return vote.validator().equals(index(vote.subject().round().epoch()));
    }

    /** A signature that is none. */
    Signature scrawl() {
        byte[] bytes = new byte[64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) chance.nextLong();
        }
        return Signature.of(bytes);
    }

    /** What the replica's own vote in a message says, if it carries one. */
    Optional<Subject> own(Message message) {
        return message.carriedVote().filter(this::isOwn).map(Vote::subject);
    }

    /** The replica's own proposal, if the message is one. */
    Optional<Proposal> ownProposal(Message message) {
        return message instanceof Message.Propose propose
                        && isOwn(propose.proposal().vote())
                ? Optional.of(propose.proposal())
                : Optional.empty();
    }
}
