package io.quorate.node.runtime;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which old messages one peer sent, and how often (network.md, Defence). Of what is new, gossip itself makes duplicates; of
 * what is far behind this node's finality, whoever is honest sends nothing more than twice, but for a peer that is cut off
 * and repeats all it has. Bounded: the message that was not heard for longest is forgotten first, so who has more than
 * {@link #KEPT} of them to send in turn is not found out, and slowed down as any peer is. Not thread-safe.
 */
final class Repeats {
    /** What is within so many views of finality is on its way, or answers a status of a moment ago. */
    static final int VIEWS_BEHIND = 64;

    /** How often an old message is nobody's fault. */
    static final int TIMES = 2;

    static final int KEPT = 1_024;

    private final Map<Said, Integer> heard = new LinkedHashMap<>(16, 0.75f, true);

    /** A vote, by its validator; a certificate or a proposal, of which there is one for a subject. */
    private record Said(Subject subject, Kind kind, int validator) implements Comparable<Said> {
        private static final Comparator<Said> ORDER =
                Comparator.comparing(Said::subject).thenComparing(Said::kind).thenComparingInt(Said::validator);

        /** So that ids chosen to have one hash code make no look-up slow: a map sorts such keys. */
        @Override
        public int compareTo(Said other) {
            return ORDER.compare(this, other);
        }
    }

    private enum Kind {
        VOTE,
        CERTIFICATE,
        PROPOSAL
    }

    /** Whether a message is an old one that the peer has sent {@link #TIMES} times before. */
    boolean isOneTooMany(Message message, Round finalized) {
        Optional<Said> old = said(message).filter(said -> isOld(said.subject().round(), finalized));
        if (old.isEmpty()) {
            return false;
        }
        int times = heard.merge(old.get(), 1, (before, one) -> Math.min(before + one, TIMES + 1));
        if (heard.size() > KEPT) {
            heard.remove(heard.keySet().iterator().next());
        }
        return times > TIMES;
    }

    private static boolean isOld(Round round, Round finalized) {
        long epochs = finalized.epoch().number() - round.epoch().number();
        long views = finalized.view().number() - (epochs == 0 ? round.view().number() : 0);
        return epochs > 1 || (epochs >= 0 && views > VIEWS_BEHIND);
    }

    private static Optional<Said> said(Message message) {
        if (message instanceof Message.CastVote cast) {
            return Optional.of(new Said(
                    cast.vote().subject(), Kind.VOTE, cast.vote().validator().number()));
        }
        if (message instanceof Message.Certify certify) {
            return Optional.of(new Said(certify.certificate().subject(), Kind.CERTIFICATE, -1));
        }
        if (message instanceof Message.Propose propose) {
            return Optional.of(new Said(propose.proposal().vote().subject(), Kind.PROPOSAL, -1));
        }
        return Optional.empty();
    }
}
