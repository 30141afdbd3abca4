package io.quorate.simulator.explore;

import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.List;
import java.util.stream.IntStream;

/** What can happen to one honest replica, whoever said what; each with what the two other honest ones must have said. */
final class Offers {
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int BOTH = FIRST | SECOND;

    private final Bounds bounds;
    private final Said said;
    private final int number;
    /** The lower and the higher of the other two honest ones. */
    private final int first;

    private final int second;

    Offers(Said said, int number) {
        this.said = said;
        this.bounds = said.bounds;
        this.number = number;
        List<Integer> others = IntStream.range(0, Table.VALIDATORS)
                .filter(one -> one != number && one != said.liar)
                .boxed()
                .toList();
        this.first = others.get(0);
        this.second = others.get(1);
    }

    /** What needs nothing of the others. */
    void alone(List<Edge> edges, Life life) {
        if (bounds.crashes() && !life.died()) {
            edges.add(new Edge(new Input.Die(), 0, 0, 0, true));
        }
        if (life.done()) {
            return;
        }
        if (bounds.admits(life.round()) && life.timer()) {
            add(edges, life, new Edge(new Input.TimeOut(), 0, 0, 0, false));
        }
        if (bounds.admits(life.round()) && life.idle()) {
            add(edges, life, new Edge(new Input.Idle(), 0, 0, 0, false));
        }
    }

    /** What somebody says. */
    void offer(List<Edge> edges, Life life, int subject) {
        if (life.done()) {
            return;
        }
        long bit = Said.bit(subject);
        if (!life.settled()
                && said.isProposed(subject)
                && !life.seen().contains(subject)
                && (life.proposals() & bit) == 0) {
            add(edges, life, new Edge(new Input.Proposed(subject), 0, 0, said.needs(subject) & ~life.votes(), false));
        }
        // A settled one answers a notarization only; of all else every order was tried out in the views before.
        if ((life.held() & bit) == 0
                && (!life.settled() || said.subject(subject).kind() == VoteKind.NOTARIZE)) {
            offerQuorums(edges, life, subject);
        }
        for (int validator = 0; validator < Table.VALIDATORS; validator++) {
            Input vote = new Input.Voted(subject, validator);
            if (validator != number
                    && (bounds.isVoteByVote() || isOfLeader(life, subject, validator))
                    && !life.heard().contains(vote)) {
                offerVote(edges, life, subject, validator);
            }
        }
    }

    /** Whether one vote of the leader's makes a difference by itself. */
    private boolean isOfLeader(Life life, int subject, int validator) {
        Subject of = said.subject(subject);
        if (validator != life.leader() || !of.round().equals(life.round())) {
            return false;
        }
        // That it proposes to others what it does not propose to this one is what an equivocation may begin with.
        return of.kind() == VoteKind.NULLIFY
                || (of.kind() == VoteKind.NOTARIZE
                        && validator == said.liar
                        && (life.known() & said.lies()) == 0
                        && (life.votes() & said.proposedIn(of.round())) == 0);
    }

    /** The least quorums that a rule can tell apart: alone votes change nothing that a rule looks at. */
    private void offerQuorums(List<Edge> edges, Life life, int subject) {
        long bit = Said.bit(subject);
        // Its own vote is counted already.
        boolean self = (life.votes() & bit) != 0;
        for (boolean liar : new boolean[] {true, false}) {
            // The liar signs whatever somebody else did; that it signed may tell that it contradicts itself.
            for (int honest = 0; honest <= BOTH && (liar || said.mattersWhoSigned(subject)); honest++) {
                boolean least = isQuorum(self, honest, liar)
                        && ((honest & FIRST) == 0 || !isQuorum(self, honest & ~FIRST, liar))
                        && ((honest & SECOND) == 0 || !isQuorum(self, honest & ~SECOND, liar));
                if (least) {
                    Input quorum = new Input.Certified(subject, signers(self, honest, liar));
                    long firstVotes = (honest & FIRST) == 0 ? 0 : bit;
                    long secondVotes = (honest & SECOND) == 0 ? 0 : bit;
                    add(edges, life, new Edge(quorum, firstVotes, secondVotes, 0, false));
                }
            }
        }
    }

    private boolean isQuorum(boolean self, int honest, boolean liar) {
        return bounds.isQuorum(signers(self, honest, liar));
    }

    private int signers(boolean self, int honest, boolean liar) {
        return (self ? 1 << number : 0)
                | ((honest & FIRST) != 0 ? 1 << first : 0)
                | ((honest & SECOND) != 0 ? 1 << second : 0)
                | (liar ? 1 << said.liar : 0);
    }

    private void offerVote(List<Edge> edges, Life life, int subject, int validator) {
        Input vote = new Input.Voted(subject, validator);
        long bit = Said.bit(subject);
        if (validator != said.liar) {
            add(edges, life, new Edge(vote, validator == first ? bit : 0, validator == second ? bit : 0, 0, false));
        } else if ((said.lies() & bit) != 0) {
            add(edges, life, new Edge(vote, 0, 0, said.needs(subject) & ~life.votes(), false));
        } else if ((life.votes() & bit) != 0) {
            add(edges, life, new Edge(vote, 0, 0, 0, false));
        } else {
            // It signs what somebody else signed.
            add(edges, life, new Edge(vote, bit, 0, 0, false));
            add(edges, life, new Edge(vote, 0, bit, 0, false));
        }
    }

    private void add(List<Edge> edges, Life life, Edge edge) {
        edges.add(edge);
        if (bounds.crashes() && !life.died()) {
            edges.add(edge.dying(new Input.ThenDie(edge.input)));
            if (bounds.crash() == Bounds.Crash.AT_ANY_CALL) {
                edges.add(edge.dying(new Input.DieWithin(edge.input, 1, true)));
                edges.add(edge.dying(new Input.DieWithin(edge.input, 1, false)));
            }
        }
    }
}
