package io.quorate.simulator.planted;

import static io.quorate.simulator.planted.Rewrite.advise;
import static io.quorate.simulator.planted.Rewrite.leaveOut;
import static io.quorate.simulator.planted.Rewrite.replace;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.pool.TypePool;

/** A deliberate bug of the protocol. The names of classes and methods here are checked when it is planted. */
public enum PlantedBug {
    QUORUM_OFF_BY_ONE(
            "a quorum is one unit of power less",
            advise("protocol.types.VotingPower", "isQuorumOf", Advices.Less.class)),
    QUORUM_BY_COUNT(
            "a quorum counts heads, not power", advise("protocol.types.ValidatorSet", "isQuorum", Advices.Heads.class)),
    NO_SYNC(
            "votes leave without a sync of the journal",
            leaveOut("protocol.replica.ConsensusEffects", "sync", "protocol.port.SigningJournal", "sync")),
    SENT_BEFORE_SYNC(
            "votes leave before the sync of the journal",
            advise("protocol.replica.Outbox", "broadcast", Advices.AtOnce.class)),
    VOTES_FORGOTTEN(
            "a restart forgets what was signed", advise("protocol.replica.Replica", "restore", Advices.NoVotes.class)),
    CERTIFICATES_FORGOTTEN(
            "a restart forgets the certificates",
            advise("protocol.replica.Replica", "restore", Advices.NoCertificates.class)),
    BLOCKS_FORGOTTEN(
            "a restart forgets the blocks that are not final",
            advise("protocol.replica.Replica", "restore", Advices.NoBlocks.class)),
    NOTARIZES_TWICE(
            "every proposal of a view is notarized, not only the first",
            replace("protocol.consensus.Consensus", "tryNotarize", "protocol.consensus.ViewState", "canSend", "yes"),
            replace("protocol.consensus.Consensus", "onProposal", "java.util.stream.Stream", "allMatch", "yes"),
            leaveOut("protocol.consensus.Consensus", "adoptProposal", "java.util.Optional", "isPresent"),
            replace("protocol.consensus.Consensus", "adoptProposal", "java.util.List", "size", "one"),
            replace("protocol.consensus.Consensus", "adoptProposal", "java.util.List", "get", "last"),
            advise("protocol.consensus.VotingHistory", "refuse", Advices.Nothing.class)),
    NOTARIZES_AFTER_NULLIFY(
            "a view that it nullified is notarized",
            leaveOut("protocol.consensus.Consensus", "tryNotarize", "protocol.consensus.ViewState", "sent"),
            advise("protocol.consensus.VotingHistory", "refuse", Advices.Nothing.class)),
    FINALIZES_AFTER_NULLIFY(
            "a view that it nullified is finalized",
            leaveOut("protocol.consensus.Consensus", "castFinalize", "protocol.consensus.ViewState", "sent"),
            advise("protocol.consensus.VotingHistory", "refuse", Advices.Nothing.class)),
    FIRST_LOCK_ONLY_IN_THE_JOURNAL(
            "whether it nullified is asked of the history alone",
            leaveOut("protocol.consensus.Consensus", "castFinalize", "protocol.consensus.ViewState", "sent")),
    NULLIFICATIONS_FORGOTTEN(
            "views between parent and view need not be nullified",
            advise("protocol.consensus.EpochState", "missingNullification", Advices.Nothing.class),
            replace("protocol.consensus.Proposer", "plan", "protocol.consensus.EpochState", "isNullified", "yes")),
    PARENT_UNCHECKED(
            "a header's parent need not be the block of its parent view",
            replace("protocol.consensus.Voter", "judge", "protocol.types.BlockId", "equals", "yesTheSecondTime")),
    CERTIFICATES_WITHOUT_POWER(
            "the power of a certificate is not summed",
            replace("protocol.verify.Verifier", "certificate", "protocol.types.ValidatorSet", "isQuorum", "yes")),
    CERTIFICATES_WITHOUT_SIGNATURES(
            "the signatures of a certificate are not checked",
            replace(
                    "protocol.verify.Verifier",
                    "certificate",
                    "crypto.signature.SignatureScheme",
                    "verify",
                    "yesToAll")),
    VOTES_WITHOUT_SIGNATURES(
            "the signature of a vote is not checked",
            replace("protocol.verify.Verifier", "vote", "crypto.signature.SignatureScheme", "verify", "yesToAll")),
    CERTIFICATES_OF_OTHER_EPOCHS(
            "a certificate of another epoch counts in this one",
            replace("protocol.consensus.Consensus", "record", "protocol.types.Epoch", "equals", "yes")),
    RESULTS_UNCHECKED(
            "state root and receipts root of a header are not compared",
            advise("protocol.consensus.BlockRules", "mismatch", Advices.Nothing.class)),
    VOTES_WITHOUT_EXECUTION(
            "a block is notarized without executing it",
            advise("protocol.consensus.Voter", "executed", Advices.AllGood.class)),
    CERTIFICATES_NOT_KEPT(
            "a certificate is not persisted before the vote on it",
            leaveOut("protocol.replica.ConsensusEffects", "hold", "protocol.port.SigningJournal", "append")),
    BLOCKS_NOT_KEPT(
            "a block is not persisted before the vote for it",
            leaveOut("protocol.replica.ConsensusEffects", "store", "protocol.port.SigningJournal", "append")),
    JOURNAL_CUT_TOO_EARLY(
            "the journal is cut before the finality above it is durable",
            leaveOut("protocol.replica.ConsensusEffects", "replace", "protocol.port.BlockStore", "sync")),
    EXECUTES_AGAIN(
            "a transaction that is known is executed again",
            leaveOut("ledger.Ledger", "refuse", "ledger.window.TransactionWindow", "knows")),
    BODY_UNCHECKED(
            "a body is not compared with its header",
            replace("protocol.verify.Verifier", "block", "protocol.types.Block", "bodyMatchesHeader", "yesOfItself")),
    PROPOSES_ON_THE_LAST_BLOCK(
            "the last block of an epoch is not proposed again: another follows it",
            leaveOut("protocol.consensus.Proposer", "plan", "protocol.consensus.EpochState", "isLast")),
    LAST_BLOCK_HAS_CHILDREN(
            "an epoch's last block has children",
            leaveOut("protocol.consensus.Proposer", "plan", "protocol.consensus.EpochState", "isLast"),
            leaveOut("protocol.consensus.BlockRules", "problem", "protocol.consensus.EpochState", "isLast")),
    VIEWS_GO_BACK(
            "an old certificate leads back into its view",
            replace("protocol.consensus.Consensus", "raise", "protocol.types.View", "isAfter", "yes")),
    TIMERS_DO_NOT_GROW(
            "timers stay as they are, however long nothing is final",
            advise("protocol.consensus.TimeoutPolicy", "k", Advices.Zero.class)),
    STALE_TIMERS(
            "a timer of an old view acts on the current one",
            replace("protocol.consensus.Consensus", "onTimer", "protocol.types.Round", "equals", "yes")),
    LIVE_LEADERS_SKIPPED(
            "a leader that was heard is skipped like a dead one",
            advise("protocol.consensus.Heard", "isSilent", Advices.Yes.class)),
    RELAY_OFF("certificates are not passed on", advise("protocol.gossip.Relay", "settle", Advices.Skip.class)),
    FETCH_OFF("nothing that is missing is asked for", advise("protocol.gossip.Fetcher", "ask", Advices.Skip.class)),
    STANDSTILL_OFF(
            "nothing is said again when nothing becomes final",
            advise("protocol.gossip.Standstill", "onTick", Advices.Skip.class)),
    VOTES_NOT_SENT_AGAIN(
            "a restart does not send the stored votes again",
            leaveOut("protocol.consensus.Consensus", "start", "java.lang.Iterable", "forEach")),
    CONTRADICTIONS_OVERLOOKED(
            "votes that contradict each other are not noticed",
            advise("protocol.consensus.Watch", "report", Advices.Skip.class)),
    EVIDENCE_NOT_KEPT("evidence is not pooled", advise("protocol.evidence.EvidencePool", "add", Advices.Skip.class)),
    EVIDENCE_NOT_TOLD("evidence is told to nobody", advise("protocol.replica.Accuser", "tell", Advices.Skip.class)),
    EVIDENCE_NOT_SUBMITTED(
            "evidence is pooled and told, and never put into a block",
            advise("protocol.evidence.EvidencePool", "due", Advices.None.class)),
    PENALTIES_NOT_RECORDED(
            "a penalty is taken and not recorded", advise("ledger.validators.Slashes", "add", Advices.Skip.class)),
    PUNISHED_AND_NOT_JAILED(
            "who is punished stays in the set",
            advise("ledger.validators.ValidatorAccount", "jailedIn", Advices.Unchanged.class)),
    PUNISHED_AGAIN(
            "a fault that is punished is punished again",
            advise("ledger.EvidenceRules", "isPunished", Advices.No.class)),
    ANOTHER_PUNISHED(
            "not who is guilty is punished, but the next of the set",
            advise("ledger.EvidenceRules$Punishment", "slash", Advices.Another.class));

    private final String deed;
    // Unmodifiable, of visitors that keep no state: Byte Buddy's types do not say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Rewrite> rewrites;

    PlantedBug(String deed, Rewrite... rewrites) {
        this.deed = deed;
        this.rewrites = List.of(rewrites);
    }

    /** What it makes of the protocol. */
    String deed() {
        return deed;
    }

    /** A bug that is there until it is taken out. */
    public interface Planted extends AutoCloseable {
        @Override
        void close();
    }

    /** Writes the bug into the classes of this JVM. */
    public Planted plant() {
        return plant(rewrites);
    }

    /** Writes something into the classes of this JVM that is no bug of the corpus. */
    static Planted plant(Rewrite... rewrites) {
        return plant(List.of(rewrites));
    }

    private static Planted plant(List<Rewrite> rewrites) {
        Instrumentation instrumentation = ByteBuddyAgent.install();
        ClassReloadingStrategy reloading = ClassReloadingStrategy.of(instrumentation);
        Map<Class<?>, DynamicType.Builder<?>> builders = new LinkedHashMap<>();
        ClassFileLocator files = ClassFileLocator.ForClassLoader.ofSystemLoader();
        TypePool types = TypePool.Default.of(files);
        for (Rewrite rewrite : rewrites) {
            Class<?> target = rewrite.target();
            DynamicType.Builder<?> builder = builders.get(target);
            if (builder == null) {
                builder = new ByteBuddy().decorate(target, files);
            }
            builders.put(target, builder.visit(rewrite.visitor()));
        }
        List<Class<?>> changed = new ArrayList<>();
        builders.forEach((target, builder) -> {
            builder.make(types).load(target.getClassLoader(), reloading);
            changed.add(target);
        });
        return () -> {
            try {
                reloading.reset(files, changed.toArray(new Class<?>[0]));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException("cannot take " + rewrites + " out again", e);
            }
        };
    }
}
