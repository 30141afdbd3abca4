package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;

/** Sends votes that others never cast, signed with scrawls or its own key, to have them accused. */
final class Framer implements Adversary {
    @Override
    public void onReceive(Liar self, Message message) {
        if (message instanceof Message.CastVote cast && self.chance().below(4) == 0) {
            Vote vote = cast.vote();
            Subject nullify = Subject.nullify(vote.subject().round());
            ValidatorIndex victim = vote.validator();
            int to = (self.self() + 1 + self.chance().below(self.nodes())) % self.nodes();
            self.send(to, new Message.CastVote(new Vote(nullify, victim, vote.signature())));
            self.send(to, new Message.CastVote(new Vote(nullify, victim, self.scrawl())));
            self.send(
                    to,
                    new Message.CastVote(
                            new Vote(nullify, victim, self.sign(nullify).signature())));
        }
    }
}
