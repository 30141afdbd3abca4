package io.quorate.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    @Test
    void aLittleOfEachShareIsFreeAndTheRestIsBounded() {
        ByteBudget budget = new ByteBudget(100);
        ByteBudget.Share first = budget.share(10);
        assertThat(first.take(110)).isTrue();
        assertThat(budget.held()).isEqualTo(100);
        assertThat(first.take(1)).isFalse();

        ByteBudget.Share second = budget.share(10);
        assertThat(second.take(10)).as("free").isTrue();
        assertThat(second.take(1)).isFalse();
        first.give(60);
        assertThat(budget.held()).isEqualTo(40);
        assertThat(second.take(60)).isTrue();
        first.close();
        second.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void whatIsClosedTakesAndGivesNoMore() {
        ByteBudget budget = new ByteBudget(100);
        ByteBudget.Share share = budget.share(0);
        assertThat(share.take(7)).isTrue();
        share.close();
        share.close();
        share.give(7);
        assertThat(share.take(1)).isFalse();
        assertThat(budget.held()).isZero();
    }
}
