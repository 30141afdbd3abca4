package io.quorate.simulator.cluster;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.ValidatorIndex;
import java.util.OptionalInt;

/** Who is who in a run: nodes are numbered as in the first set, whatever becomes of the sets. */
public interface Cast {
    /** Everybody as at the start, and no twins. */
    Cast FIRST = new Cast() {
        @Override
        public int nodeOf(int machine) {
            return machine;
        }

        @Override
        public OptionalInt nodeOf(Epoch epoch, ValidatorIndex place) {
            return OptionalInt.of(place.number());
        }
    };

    /** Whose machine one is: a pair of twins has two. */
    int nodeOf(int machine);

    /** Who holds a place in an epoch's set; nobody, if no such epoch has begun or it has no such place. */
    OptionalInt nodeOf(Epoch epoch, ValidatorIndex place);
}
