package io.quorate.node.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.bench.Line.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RpcLinkTest {
    private static String result(int id, String json) {
        return "{\"jsonrpc\":\"2.0\",\"result\":" + json + ",\"id\":" + id + "}";
    }

    private static String error(int id, String json) {
        return "{\"jsonrpc\":\"2.0\",\"error\":" + json + ",\"id\":" + id + "}";
    }

    private static String taken(int id) {
        return result(id, "{\"id\":\"00\"}");
    }

    private static String done(int id) {
        return result(id, "{\"height\":7,\"receipt\":{\"ok\":true,\"results\":[]}}");
    }

    private static String failed(int id) {
        return result(id, "{\"receipt\":{\"ok\":false,\"code\":\"NOT_OWNER\"}}");
    }

    private static String full(int id) {
        return error(id, "{\"code\":-32001,\"message\":\"\",\"data\":{\"code\":\"MEMPOOL_FULL\"}}");
    }

    private final FakeLine line = new FakeLine();
    private final RpcLink link = new RpcLink(line, Duration.ofSeconds(5), 300);
    private final List<String> ended = new ArrayList<>();

    /** Keeps what is posted until the test answers. */
    private static final class FakeLine implements Line {
        private final List<String> bodies = new ArrayList<>();
        private final List<Consumer<Reply>> waiting = new ArrayList<>();

        @Override
        public boolean free() {
            return waiting.isEmpty();
        }

        @Override
        public void post(byte[] body, long limitNanos, Consumer<Reply> answer) {
            assertThat(free()).isTrue();
            bodies.add(new String(body, StandardCharsets.US_ASCII));
            waiting.add(answer);
        }

        void answer(Reply reply) {
            waiting.remove(0).accept(reply);
        }

        void answer(String body) {
            answer(new Reply.Body(body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void send(int count) {
        List<Signed> batch = IntStream.range(0, count)
                .mapToObj(i -> new Signed("a" + i, "b" + i))
                .toList();
        link.send(
                batch,
                (index, outcome) ->
                        ended.add(index + (outcome instanceof Outcome.Failed failed ? " " + failed.kind() : " FINAL")));
    }

    private static String batch(String... answers) {
        return "[" + String.join(",", answers) + "]";
    }

    @Test
    void oneTransactionIsSubmittedAndWaitedForInOneCall() {
        send(1);

        assertThat(line.bodies)
                .containsExactly(
                        "[{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"tx.submit\",\"params\":{\"transaction\":\"b0\",\"waitMillis\":5000}}]");

        line.answer(batch(done(0)));
        assertThat(ended).containsExactly("0 FINAL");
    }

    @Test
    void oneThatIsRefusedFailedOrNotFinalInTimeIsNoSuccess() {
        for (String answer : List.of(full(0), failed(0), taken(0))) {
            send(1);
            line.answer(batch(answer));
        }
        assertThat(ended).containsExactly("0 MEMPOOL_FULL", "0 NOT_OWNER", "0 NOT_FINAL_IN_TIME");
    }

    @Test
    void ofSeveralOnlyThoseThatWereTakenAreWaitedFor() {
        send(3);
        line.answer(batch(taken(2), full(1), taken(0)));

        assertThat(ended).containsExactly("1 MEMPOOL_FULL");
        assertThat(line.bodies.get(1)).contains("\"a0\"", "\"a2\"").doesNotContain("\"a1\"");

        line.answer(batch(done(0), failed(1)));
        assertThat(ended).containsExactly("1 MEMPOOL_FULL", "0 FINAL", "2 NOT_OWNER");
    }

    @Test
    void whenNoneIsTakenNothingIsWaitedFor() {
        send(2);
        line.answer(batch(full(0), full(1)));

        assertThat(ended).containsExactly("0 MEMPOOL_FULL", "1 MEMPOOL_FULL");
        assertThat(line.bodies).hasSize(1);
    }

    @Test
    void aBodyRefusedAsAWholeEndsAllOfIt() {
        send(2);
        line.answer("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32005,\"message\":\"busy\"},\"id\":null}");

        assertThat(ended).containsExactly("0 OVERLOADED", "1 OVERLOADED");
    }

    @Test
    void aLostConnectionEndsAllThatWereOnIt() {
        send(2);
        line.answer(batch(taken(0), taken(1)));
        line.answer(new Reply.Lost(Kinds.CONNECTION_LOST));

        assertThat(ended).containsExactly("0 CONNECTION_LOST", "1 CONNECTION_LOST");
    }

    @Test
    void malformedAnswersAreErrorsAndNothingWorse() {
        List<String> answers = List.of(
                "",
                "null",
                "5",
                "[",
                "{}",
                "[]",
                "[null,5,[],\"x\"]",
                "[{\"id\":0},{\"id\":1}]",
                "[{\"id\":0,\"result\":5},{\"id\":1,\"result\":{}}]",
                "[{\"id\":\"0\",\"result\":{}},{\"id\":99999999999,\"result\":{}}]",
                "[{\"id\":-1,\"result\":{}},{\"id\":2,\"result\":{}}]",
                "[{\"id\":0,\"error\":{\"code\":\"x\",\"data\":5}},{\"id\":1,\"error\":[]}]",
                "[{\"id\":0,\"result\":{\"id\":7}}]",
                "[{\"id\":0,\"result\":{\"id\":\"00\",\"receipt\":{\"ok\":\"yes\"}}}]",
                "[{\"id\":0,\"result\":{\"id\":\"00\",\"receipt\":{\"ok\":false,\"code\":\"<b>\"}}}]",
                "[".repeat(5_000));
        for (String answer : answers) {
            ended.clear();
            send(1);
            line.answer(answer);
            assertThat(ended).as(answer).containsExactly("0 MALFORMED_ANSWER");
        }
    }

    @Test
    void whateverComesBackEveryTransactionEndsOnce() {
        long seed = 77;
        Random random = new Random(seed);
        String sample = batch(taken(0), done(1), full(2));
        for (int i = 0; i < 2_000; i++) {
            ended.clear();
            int count = 1 + random.nextInt(4);
            send(count);
            while (!line.free()) {
                byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
                for (int flips = random.nextInt(6); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                line.answer(new Reply.Body(bytes));
            }
            assertThat(ended).as("seed %d, run %d", seed, i).hasSize(count);
            assertThat(ended.stream().map(each -> each.charAt(0)).distinct()).hasSize(count);
        }
    }

    @Test
    void aBatchFitsABody() {
        assertThat(new RpcLink(line, Duration.ofSeconds(5), 300).batchLimit()).isEqualTo(RpcLink.MAX_CALLS);
        assertThat(new RpcLink(line, Duration.ofSeconds(5), 64 * 1024).batchLimit() * 128 * 1024)
                .isBetween(1, 1 << 20);
    }
}
