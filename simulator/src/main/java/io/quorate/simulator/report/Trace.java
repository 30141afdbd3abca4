package io.quorate.simulator.report;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.scenario.Fault;
import java.util.function.Consumer;

/**
 * A run as lines of text, one an event: its time in microseconds, what it is, the machines, and what it is about. Equal
 * runs give equal lines.
 */
public class Trace implements Spectator {
    private final Consumer<String> lines;

    /** Gives each line to somebody. */
    public Trace(Consumer<String> lines) {
        this.lines = lines;
    }

    private void tell(long now, String what, String about) {
        lines.accept(now + " " + what + " " + about);
    }

    /** A message in a few words. */
    public static String words(Message message) {
        if (message instanceof Message.Propose propose) {
            return "proposal " + propose.proposal().vote().subject() + " by "
                    + propose.proposal().vote().validator();
        } else if (message instanceof Message.CastVote cast) {
            return "vote " + cast.vote().subject() + " by " + cast.vote().validator();
        } else if (message instanceof Message.Certify certify) {
            return "certificate " + certify.certificate().subject() + " of "
                    + certify.certificate().signers();
        } else if (message instanceof Message.Pass pass) {
            return "pass " + pass.transactions().size() + " transactions"
                    + pass.round().map(round -> " for " + round).orElse("");
        } else if (message instanceof Message.Report report) {
            return "status " + report.status().round() + " height "
                    + report.status().finalizedHeight();
        } else if (message instanceof Message.VoteRequest request) {
            return "wants votes " + request.round();
        } else if (message instanceof Message.BlockRequest request) {
            return "wants block " + request.block().shortHex();
        } else if (message instanceof Message.RangeRequest request) {
            return "wants " + request.count() + " blocks from " + request.from();
        } else if (message instanceof Message.Accuse accuse) {
            return "accuses " + accuse.evidence().validator() + " in "
                    + accuse.evidence().round();
        }
        return "delivers " + ((Message.Deliver) message).block();
    }

    @Override
    public void delivered(long now, int from, int to, Message message) {
        tell(now, "arrive", from + ">" + to + " " + words(message));
    }

    @Override
    public void lost(long now, int from, int to, Message message) {
        tell(now, "lose", from + ">" + to + " " + words(message));
    }

    @Override
    public void entered(long now, int machine, Round round, int leader) {
        tell(now, "enter", machine + " " + round + " led by " + leader);
    }

    @Override
    public void proposed(long now, int machine, Round round, Block block) {
        tell(now, "propose", machine + " " + round + " " + block);
    }

    @Override
    public void certified(long now, int machine, Certificate certificate) {
        tell(now, "certify", machine + " " + certificate.kind().noun() + " " + certificate.subject());
    }

    @Override
    public void finalized(long now, int machine, Round round, Block block) {
        tell(now, "final", machine + " " + block);
    }

    @Override
    public void invalid(long now, int machine, Round round, Block block, String reason) {
        tell(now, "invalid", machine + " " + block + ": " + reason);
    }

    @Override
    public void accused(long now, int machine, Evidence evidence) {
        String proof = evidence instanceof Evidence.ConflictingVotes votes
                ? votes.first().subject() + ", " + votes.second().subject()
                : evidence.misbehaviour().label() + " " + evidence.vote().subject();
        tell(now, "accuse", machine + " " + evidence.validator() + ": " + proof);
    }

    @Override
    public void charged(long now, int machine, int peer, io.quorate.protocol.verify.Fault fault) {
        tell(now, "charge", machine + " " + peer + " " + fault);
    }

    @Override
    public void stopped(long now, int machine, String why) {
        tell(now, "stop", machine + " " + why);
    }

    @Override
    public void started(long now, int machine) {
        tell(now, "start", Integer.toString(machine));
    }

    @Override
    public void fault(long now, Fault fault) {
        tell(now, "fault", fault.toString());
    }

    @Override
    public void healed(long now) {
        tell(now, "heal", "");
    }
}
