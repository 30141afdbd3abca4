package io.quorate.protocol.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** network.md, Gossip: whom a vote is passed on to. */
class PeersTest {
    private static final int VALIDATORS = 4;
    private static final Round ROUND = Round.of(1, 7);

    private final ValidatorSet set = ValidatorSet.of(IntStream.range(0, VALIDATORS)
            .mapToObj(i -> new Validator(key(i), new VotingPower(1)))
            .toList());
    private final Peers peers = new Peers();

    private static PublicKey key(int number) {
        return PublicKey.of(new byte[] {(byte) (number + 1), 2, 3});
    }

    private static PeerId id(int number) {
        return new PeerId("peer" + number);
    }

    private static Status status(Round round, int... connected) {
        BitSet bits = new BitSet();
        IntStream.of(connected).forEach(bits::set);
        return new Status(round, Height.ZERO, Round.GENESIS, List.of(), Signers.of(VALIDATORS, bits));
    }

    @Test
    void whereAllAreConnectedToAllNobodyIsPassedAVote() {
        for (int i = 1; i < VALIDATORS; i++) {
            peers.connected(id(i), Optional.of(key(i)));
            peers.record(id(i), status(ROUND, 0, 1, 2, 3));
        }

        assertThat(peers.notConnectedTo(new ValidatorIndex(2), set, ROUND)).isEmpty();
    }

    @Test
    void aStatusOfAnotherEpochSaysNothing() {
        peers.connected(id(1), Optional.of(key(1)));
        peers.record(id(1), status(Round.of(2, 1), 0, 1, 2, 3));

        assertThat(peers.notConnectedTo(new ValidatorIndex(2), set, ROUND)).containsExactly(id(1));
    }

    /** What is counted along the way, against a look at everything: any order of coming, going and telling. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countingAlongTheWayFindsWhatLookingAtAllFinds(long seed) {
        Random random = new Random(seed);
        Map<PeerId, Optional<Status>> model = new TreeMap<>();
        Map<PeerId, Integer> validators = new TreeMap<>();
        for (int step = 0; step < 500; step++) {
            PeerId id = id(random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> {
                    int validator = random.nextInt(VALIDATORS);
                    peers.connected(id, Optional.of(key(validator)));
                    model.put(id, Optional.empty());
                    validators.put(id, validator);
                }
                case 1 -> {
                    peers.disconnected(id);
                    model.remove(id);
                    validators.remove(id);
                }
                default -> {
                    int[] all = {0, 1, 2, 3};
                    int[] some =
                            IntStream.of(all).filter(i -> random.nextBoolean()).toArray();
                    Status status = status(Round.of(1 + random.nextInt(2), 3), random.nextInt(3) > 0 ? all : some);
                    peers.record(id, status);
                    model.computeIfPresent(id, (same, before) -> Optional.of(status));
                }
            }
            ValidatorIndex author = new ValidatorIndex(random.nextInt(VALIDATORS));
            List<PeerId> expected = new ArrayList<>();
            model.forEach((peer, told) -> {
                boolean tells = told.filter(status -> status.round().epoch().equals(ROUND.epoch())
                                && status.connected().contains(author))
                        .isPresent();
                if (!tells && validators.getOrDefault(peer, -1) != author.number()) {
                    expected.add(peer);
                }
            });
            BitSet connected = new BitSet();
            validators.values().forEach(connected::set);
            assertThat(peers.notConnectedTo(author, set, ROUND))
                    .as("seed %s step %s", seed, step)
                    .isEqualTo(expected);
            assertThat(peers.connected(set, Optional.empty()))
                    .as("seed %s step %s", seed, step)
                    .isEqualTo(Signers.of(VALIDATORS, connected));
        }
    }
}
