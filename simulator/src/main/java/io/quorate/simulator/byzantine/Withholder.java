package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.VotingPower;
import java.util.function.Consumer;

/** Talks to so many that with itself they are just no quorum. */
final class Withholder implements Adversary {
    private static boolean hears(Liar self, int to) {
        VotingPower power = self.set().validators().get(self.self()).power();
        for (int other = 0; other <= to; other++) {
            if (other != self.self()) {
                power = power.plus(self.set().validators().get(other).power());
            }
        }
        return !power.isQuorumOf(self.set().total());
    }

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (hears(self, to)) {
            out.accept(message);
        }
    }
}
