package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static io.quorate.crypto.keystore.DevelopmentKeys.DAVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four validators under load, killed with SIGKILL at random moments and started again: one at a time, some of them again
 * while they start, and all of them at once in the end.
 *
 * <p>{@code -Dkills=N} and {@code -Dseed=N} choose how many kills and which.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int CLIENT_PAUSE_MS = 50;

    @TempDir
    private Path directory = Path.of("");

    /** What a client was told is final, by key. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void killedAtAnyMomentValidatorsLoseNothingAcknowledgedAndSignNothingTwice() throws Exception {
        Random random = new Random(SEED);
        List<Thread> clients = new ArrayList<>();
        try (Network network = new Network(directory, "local4", ALICE, BOB, CHARLIE, DAVE)) {
            network.startAll();
            for (Member member : network.members()) {
                clients.add(client(network, member));
            }
            int kills = 0;
            while (kills < KILLS) {
                Member victim =
                        network.members().get(random.nextInt(network.members().size()));
                awaitMore(network, 1 + random.nextInt(20));
                network.process(victim).kill();
                kills++;
                awaitMore(network, 10);
                network.start(victim);
                if (random.nextInt(4) == 0) {
                    // Wherever this finds it: the machine's own unevenness is part of the chance.
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
                    network.process(victim).kill();
                    kills++;
                    network.start(victim);
                }
                // It rejoins: the next kill would leave two, who are no quorum, if it did not.
                network.awaitAnswer(victim);
            }
            for (Member member : network.members()) {
                network.process(member).kill();
            }
            for (Member member : network.members()) {
                network.start(member);
            }
            for (Member member : network.members()) {
                network.awaitAnswer(member);
            }
            awaitMore(network, 10);
            stopClients(clients);

            List<Long> heights = new ArrayList<>();
            for (Member member : network.members()) {
                heights.add(network.height(member));
            }
            long height = heights.stream().mapToLong(Long::longValue).max().orElseThrow();
            for (Member member : network.members()) {
                network.awaitHeight(member, height);
            }
            network.assertSameChain(height, network.members());
            for (Member member : network.members()) {
                assertHasAll(network, member);
                assertThat(network.process(member).err())
                        .as("seed %s: %s", SEED, member.name())
                        .isEmpty();
                assertThat(network.process(member).out())
                        .as("seed %s: %s", SEED, member.name())
                        .doesNotContain(" ERROR ", "Exception");
                JsonNode proven = network.client(member).result("consensus.evidence", Map.of());
                assertThat(proven.path("pending").isEmpty()
                                && proven.path("penaltyCount").asLong(-1) == 0)
                        .as("seed %s: what %s has proven: %s", SEED, member.name(), proven)
                        .isTrue();
            }
        } finally {
            stopClients(clients);
        }
    }

    private void stopClients(List<Thread> clients) throws InterruptedException {
        done.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    /** Waits for new acknowledgements: the network finalizes. */
    private void awaitMore(Network network, int count) throws InterruptedException {
        int before = acknowledged.size();
        Await.until(
                "more acknowledgements, with seed " + SEED,
                network::toString,
                () -> acknowledged.size() >= before + count);
    }

    /** Writes through one node, one key after the other, whether the node is there or not. */
    private Thread client(Network network, Member member) {
        Thread thread = new Thread(() -> {
            Rpc rpc = network.client(member);
            for (int i = 0; !done.get(); i++) {
                String key = member.name() + "-" + i;
                try {
                    JsonNode answer = rpc.answer("kv.put", Map.of("key", key, "value", "v" + i));
                    if (answer.has("result")) {
                        acknowledged.put(key, "v" + i);
                    }
                } catch (IOException e) {
                    // It is down: the next key.
                } catch (InterruptedException e) {
                    return;
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(CLIENT_PAUSE_MS); // or one that starts would find no processor free
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void assertHasAll(Network network, Member member) throws InterruptedException {
        List<String> keys = List.copyOf(acknowledged.keySet());
        List<JsonNode> found = network.client(member)
                .results("kv.get", keys.stream().map(key -> Map.of("key", key)).toList());
        for (int i = 0; i < keys.size(); i++) {
            assertThat(found.get(i).path("value").asText())
                    .as("seed %s: %s of %s", SEED, keys.get(i), member.name())
                    .isEqualTo(acknowledged.get(keys.get(i)));
        }
    }
}
