package io.quorate.protocol.replica;

import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One real replica among validators that the test plays: the test holds all keys, decides what arrives and which timer
 * fires, and reads what the replica did as lines of text.
 */
final class Solo implements Network {
    final TestChain chain;
    final int self;
    final MemoryStore store = new MemoryStore();
    final Disk disk = new Disk();
    final MemoryJournal journal;
    final List<Sent> sent = new ArrayList<>();
    final List<Timer> armed = new ArrayList<>();
    final List<Fault> faults = new ArrayList<>();
    final List<String> trace = new ArrayList<>();
    Application application = new LogApplication();
    boolean hasKey = true;
    Optional<Signer> account = Optional.empty();
    MempoolConfig mempool = new MempoolConfig(10_000, 16 << 20, 10_000);
    int refusals;
    BlockTime clock = new BlockTime(1_000);
    private final Inbound inbound;
    private final TreeMap<BlockId, String> names = new TreeMap<>();
    private Optional<Replica> replica = Optional.empty();

    /** Something sent: to one peer, or to all. */
    record Sent(Optional<PeerId> to, Message message) {}

    Solo(TestChain chain, int self) {
        this(chain, self, 400);
    }

    Solo(TestChain chain, int self, int journalFullAt) {
        this.chain = chain;
        this.self = self;
        this.journal = new MemoryJournal(journalFullAt, disk);
        this.inbound = new Inbound(
                Verifier.of(chain.genesis, TestChain.SCHEME, TestChain.SCHEME),
                Optional.of(TestChain.signer(self).publicKey()));
        name("root", chain.root);
    }

    Block name(String name, Block block) {
        names.put(block.id(), name);
        return block;
    }

    Solo start() {
        Ports ports = new Ports(
                this,
                (timer, delay) -> armed.add(timer),
                store,
                journal,
                application,
                hasKey ? Optional.of(TestChain.signer(self)) : Optional.empty(),
                account,
                observer());
        Replica fresh = new Replica(new ReplicaConfig(chain.genesis, mempool), ports);
        fresh.start(clock);
        replica = Optional.of(fresh);
        for (int i = 0; i < chain.set.size(); i++) {
            if (i != self) {
                int peer = i;
                step(r -> r.onConnected(
                        peer(peer), Optional.of(TestChain.signer(peer).publicKey())));
            }
        }
        sent.removeIf(one -> one.message() instanceof Message.Report);
        return this;
    }

    /** Kills it, and starts it again on what its disk holds. */
    Solo restart() {
        journal.crash();
        armed.clear();
        sent.clear();
        trace.add("> restart");
        return start();
    }

    Replica replica() {
        return replica.orElseThrow();
    }

    static PeerId peer(int index) {
        return Cluster.peerId(index);
    }

    void step(Consumer<Replica> input) {
        replica().begin(clock);
        input.accept(replica());
        replica().end();
    }

    /** A message arrives from a validator's node, and is checked at the edge as any other. */
    Solo from(int peer, Message message) {
        return from(peer(peer), message);
    }

    Solo from(PeerId peer, Message message) {
        if (message instanceof Message.CastVote cast) {
            trace.add(
                    "> " + text(cast.vote().subject()) + " from " + cast.vote().validator());
        } else if (message instanceof Message.Certify certify) {
            trace.add("> " + text(certify.certificate()) + " by "
                    + certify.certificate().signers());
        } else if (message instanceof Message.Propose propose) {
            trace.add("> proposal " + text(propose.proposal().vote().subject()).replace("notarize ", ""));
        } else if (message instanceof Message.Deliver deliver) {
            trace.add("> block " + name(deliver.block().id()));
        }
        Inbound.Checked checked = inbound.check(peer, message, replica().epochSets(), replica());
        if (checked instanceof Inbound.Checked.Good good) {
            step(good.input());
        } else if (checked instanceof Inbound.Checked.Faulty faulty) {
            step(r -> r.onFault(peer, faulty.fault(), faulty.reason()));
        }
        return this;
    }

    Solo votes(Subject subject, int... validators) {
        for (int validator : validators) {
            from(validator, new Message.CastVote(chain.vote(validator, subject)));
        }
        return this;
    }

    Solo certify(Subject subject, int... signers) {
        return from(signers[0], new Message.Certify(chain.certificate(subject, signers)));
    }

    /** The leader of a view of the first epoch proposes. */
    Solo propose(Block block, long view, long parentView) {
        int leader = chain.leader(view);
        Vote vote = chain.vote(leader, notarizes(view, parentView, block));
        return from(leader, new Message.Propose(new Proposal(block, vote), Optional.empty()));
    }

    Solo status(int peer, Round round, long height, Round finalized) {
        Status status = new Status(round, new Height(height), finalized, List.of(), Signers.none(chain.set.size()));
        return from(peer, new Message.Report(status));
    }

    /** Lets the current round's timers of a kind fire. */
    Solo fire(Class<? extends Timer> kind) {
        List<Timer> due = armed.stream().filter(kind::isInstance).toList();
        armed.removeAll(due);
        if (!due.isEmpty()) {
            trace.add("> timer " + kind.getSimpleName());
            Timer last = due.get(due.size() - 1);
            step(r -> r.onTimer(last));
        }
        return this;
    }

    static Round round(long view) {
        return Round.of(1, view);
    }

    static Subject notarizes(long view, long parentView, Block block) {
        return Subject.notarize(round(view), new View(parentView), block.id());
    }

    static Subject finalizes(long view, long parentView, Block block) {
        return Subject.finalize(round(view), new View(parentView), block.id());
    }

    static Subject nullifies(long view) {
        return Subject.nullify(round(view));
    }

    /** The votes of its own that it sent, in order. */
    List<Subject> cast() {
        return sent.stream()
                .map(Sent::message)
                .flatMap(message -> message.carriedVote().stream())
                .filter(vote -> vote.validator().number() == self)
                .map(Vote::subject)
                .toList();
    }

    /** What it sent to all its peers at once. */
    <T extends Message> List<T> broadcast(Class<T> kind) {
        return sent.stream()
                .filter(one -> one.to().isEmpty())
                .map(Sent::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    <T extends Message> List<T> sent(Class<T> kind) {
        return sent.stream()
                .map(Sent::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    Round round() {
        return replica().snapshot().round();
    }

    long journalled(Class<? extends SigningJournal.Entry> kind) {
        return journal.recover().stream().filter(kind::isInstance).count();
    }

    // ---- what it does, as text

    private void tell(String line) {
        trace.add("< " + line);
    }

    private String text(Subject subject) {
        String epoch = subject.round().epoch().number() == 1
                ? ""
                : "e" + subject.round().epoch() + " ";
        String head = subject.kind().verb() + " " + epoch + "v" + subject.view();
        return subject.kind() == VoteKind.NULLIFY
                ? head
                : head + " " + name(subject.block()) + " on " + subject.parentView();
    }

    private String text(Certificate certificate) {
        Subject subject = certificate.subject();
        return text(subject).replaceFirst(subject.kind().verb(), subject.kind().noun());
    }

    private String name(BlockId id) {
        return names.getOrDefault(id, "its own block");
    }

    /** What happened since it was last asked, one line each. */
    String told() {
        String text = String.join("\n", trace);
        trace.clear();
        return text;
    }

    @Override
    public void send(PeerId peer, Message message) {
        sent.add(new Sent(Optional.of(peer), message));
        tellSent(peer + " ", message);
    }

    @Override
    public void broadcast(Message message) {
        sent.add(new Sent(Optional.empty(), message));
        tellSent("", message);
    }

    private void tellSent(String to, Message message) {
        if (message instanceof Message.CastVote cast && cast.vote().validator().number() == self) {
            tell("send " + to + text(cast.vote().subject()));
        } else if (message instanceof Message.Propose propose
                && propose.proposal().vote().validator().number() == self) {
            tell("propose " + to + text(propose.proposal().vote().subject()));
        } else if (message instanceof Message.Certify certify) {
            tell("send " + to + text(certify.certificate()));
        } else if (message instanceof Message.VoteRequest request) {
            tell("ask " + to + "votes v" + request.round().view());
        } else if (message instanceof Message.BlockRequest request) {
            tell("ask " + to + "block " + name(request.block()));
        }
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        faults.add(fault);
    }

    private Observer observer() {
        return new Observer() {
            @Override
            public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
                tell("enter " + (round.epoch().number() == 1 ? "" : "e" + round.epoch() + " ") + "v" + round.view());
            }

            @Override
            public void finalized(
                    Round round,
                    Block block,
                    List<io.quorate.protocol.types.Receipt> receipts,
                    List<Application.Event> events,
                    Optional<Certificate> certificate) {
                tell("final " + name(block.id()));
            }

            @Override
            public void invalid(Round round, Block block, String reason) {
                tell("invalid " + name(block.id()));
            }

            @Override
            public void accused(Evidence evidence) {
                if (evidence instanceof Evidence.ConflictingVotes votes) {
                    tell("accuse " + votes.validator() + " of "
                            + text(votes.first().subject()) + ", "
                            + text(votes.second().subject()));
                } else {
                    tell("accuse " + evidence.validator() + " of an invalid proposal in v"
                            + evidence.round().view());
                }
            }

            @Override
            public void refused(Subject subject, String reason) {
                refusals++;
                tell("refused " + text(subject));
            }
        };
    }

    static Duration delta() {
        return Duration.ofMillis(250);
    }
}
