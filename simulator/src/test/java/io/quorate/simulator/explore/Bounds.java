package io.quorate.simulator.explore;

import io.quorate.protocol.types.Round;

/**
 * How far the exploration goes.
 *
 * @param views of the first epoch
 * @param viewsAfter of the second epoch; none if the first one does not end
 * @param blocks how many the liar proposes in the first view, one or two
 * @param crash whether one replica dies once
 * @param torn whether it may die at each call to its disk too, not only before and after a step
 * @param single whether votes arrive one by one, and not only as the quorum that they make
 */
record Bounds(int views, int viewsAfter, int blocks, boolean crash, boolean torn, boolean single) {
    boolean admits(Round round) {
        long view = round.view().number();
        return round.epoch().number() == 1 ? view <= views : round.epoch().number() == 2 && view <= viewsAfter;
    }

    boolean endsAnEpoch() {
        return viewsAfter > 0;
    }
}
