package io.quorate.simulator.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.simulator.check.KeyValueHistory.Expected;
import io.quorate.simulator.check.KeyValueHistory.Question;
import io.quorate.simulator.check.KeyValueHistory.Told;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Finds an order where there is one, and only there. */
class KeyValueHistoryTest {
    private final KeyValueHistory history = new KeyValueHistory();

    private KeyValueHistory.Call put(String value, Expected expected, long now) {
        return history.ask("key", new Question.Put(value, expected), now);
    }

    @Test
    void oneAfterTheOtherIsAnOrder() {
        put("a", new Expected.Nothing(), 1).answer(Told.CREATED, 2);
        put("b", new Expected.Value("a"), 3).answer(Told.DONE, 4);
        history.ask("key", new Question.Delete(), 5).answer(Told.DONE, 6);
        put("c", new Expected.Anything(), 7).answer(Told.CREATED, 8);
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void twoFirstWritersAreNone() {
        put("a", new Expected.Nothing(), 1).answer(Told.CREATED, 5);
        put("b", new Expected.Nothing(), 2).answer(Told.CREATED, 6);
        assertThatThrownBy(history::check).isInstanceOf(Violation.class);
    }

    @Test
    void whatOverlapsMayTakeEffectInEitherOrder() {
        put("b", new Expected.Value("a"), 1).answer(Told.DONE, 9);
        put("a", new Expected.Anything(), 2).answer(Told.CREATED, 8);
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotOverlapMayNot() {
        put("b", new Expected.Value("a"), 1).answer(Told.DONE, 2);
        put("a", new Expected.Anything(), 3).answer(Told.CREATED, 4);
        assertThatThrownBy(history::check).isInstanceOf(Violation.class);
    }

    @Test
    void aLostUpdateIsFound() {
        put("a", new Expected.Anything(), 1).answer(Told.CREATED, 2);
        put("b", new Expected.Value("a"), 3).answer(Told.DONE, 6);
        put("c", new Expected.Value("a"), 4).answer(Told.DONE, 7);
        assertThatThrownBy(history::check).isInstanceOf(Violation.class);
    }

    @Test
    void whatWasNeverAnsweredMayHaveHappenedLate() {
        put("a", new Expected.Anything(), 1);
        put("b", new Expected.Nothing(), 2).answer(Told.CREATED, 3);
        put("c", new Expected.Value("a"), 4).answer(Told.DONE, 5);
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void whatWasNeverAnsweredMayNotHaveHappened() {
        put("a", new Expected.Anything(), 1);
        put("b", new Expected.Nothing(), 2).answer(Told.CREATED, 3);
        put("c", new Expected.Value("b"), 4).answer(Told.DONE, 5);
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void aReadSeesWhatWasWrittenBeforeIt() {
        put("a", new Expected.Anything(), 1).answer(Told.CREATED, 2);
        history.saw("key", Optional.of("a"), 3, 4);
        put("b", new Expected.Anything(), 5).answer(Told.DONE, 6);
        history.saw("key", Optional.of("b"), 7, 8);
        history.ask("key", new Question.Delete(), 9).answer(Told.DONE, 10);
        history.saw("key", Optional.empty(), 11, 12);
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void aReadOfWhatWasOverwrittenIsFound() {
        put("a", new Expected.Anything(), 1).answer(Told.CREATED, 2);
        put("b", new Expected.Anything(), 3).answer(Told.DONE, 4);
        history.saw("key", Optional.of("a"), 5, 6);
        assertThatThrownBy(history::check).isInstanceOf(Violation.class);
    }

    @Test
    void aReadOfAnOlderHeightCountsAsOfThen() {
        put("a", new Expected.Anything(), 1).answer(Told.CREATED, 2);
        put("b", new Expected.Anything(), 4).answer(Told.DONE, 9);
        history.saw("key", Optional.of("a"), 3, 8);
        history.saw("key", Optional.of("b"), 8, 12);
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void aReadOfWhatWasNeverWrittenIsFound() {
        put("a", new Expected.Anything(), 1);
        history.saw("key", Optional.of("c"), 2, 3);
        assertThatThrownBy(history::check).isInstanceOf(Violation.class);
    }

    @Test
    void twoReadsThatGoBackAreFound() {
        put("a", new Expected.Anything(), 1).answer(Told.CREATED, 2);
        put("b", new Expected.Anything(), 3);
        history.saw("key", Optional.of("b"), 4, 5);
        history.saw("key", Optional.of("a"), 6, 7);
        assertThatThrownBy(history::check).isInstanceOf(Violation.class);
    }
}
