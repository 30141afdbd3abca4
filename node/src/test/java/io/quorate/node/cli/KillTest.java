package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.p2p.PeerIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four validators as real processes under load, killed with SIGKILL at random moments and started again.
 *
 * <p>{@code -Dkills=N} and {@code -Dseed=N} choose how many kills and which.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final long SEED = Long.getLong("seed", 1);
    private static final List<DevelopmentKeys> NAMES =
            List.of(DevelopmentKeys.ALICE, DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE, DevelopmentKeys.DAVE);

    @TempDir
    private Path directory;

    private final List<ValidatorProcess> validators = new CopyOnWriteArrayList<>();
    private final List<FreePorts.Three> ports = new ArrayList<>();

    @AfterEach
    void endAll() {
        validators.forEach(ValidatorProcess::kill);
    }

    private ValidatorProcess start(int index) {
        DevelopmentKeys keys = NAMES.get(index);
        String bootnode = "/ip4/127.0.0.1/tcp/" + ports.get(index == 0 ? 1 : 0).peers() + "/p2p/"
                + PeerIds.of(NAMES.get(index == 0 ? 1 : 0).node().publicKey());
        return ValidatorProcess.start(
                directory, List.of("--" + keys.id()), keys.id(), "local4", ports.get(index), Optional.of(bootnode));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void killedAtAnyMomentValidatorsLoseNothingAcknowledgedAndSignNothingTwice() throws Exception {
        FreePorts free = new FreePorts();
        for (int i = 0; i < NAMES.size(); i++) {
            ports.add(free.next());
        }
        for (int i = 0; i < NAMES.size(); i++) {
            validators.add(start(i));
        }
        for (ValidatorProcess validator : validators) {
            validator.awaitReady();
        }
        Random random = new Random(SEED);
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            clients.add(client(i, acknowledged, done));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            int victim = random.nextInt(NAMES.size());
            int before = acknowledged.size();
            await("new acknowledgements", () -> acknowledged.size() > before + random.nextInt(20));
            validators.get(victim).kill();
            await("the other three to go on", () -> acknowledged.size() > before + 25);
            validators.set(victim, start(victim));
            validators.get(victim).awaitReady();
        }
        done.set(true);
        for (Thread client : clients) {
            client.join();
        }
        long height = height(0);
        for (int i = 0; i < NAMES.size(); i++) {
            int index = i;
            await(NAMES.get(i).id() + " to catch up", () -> height(index) >= height);
        }
        sameChain(height);
        for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
            for (ValidatorProcess validator : validators) {
                JsonNode value = validator.client().call("kv.get", Json.object().put("key", entry.getKey()));
                assertThat(value.path("value").asText())
                        .as("seed %s: %s", SEED, entry)
                        .isEqualTo(entry.getValue());
            }
        }
    }

    /** Writes through one node, one key after the other, whether the node is there or not. */
    private Thread client(int index, Map<String, String> acknowledged, AtomicBoolean done) {
        Thread thread = new Thread(() -> {
            for (int i = 0; !done.get(); i++) {
                ObjectNode call = Json.object().put("key", index + "-" + i).put("value", "v" + i);
                try {
                    validators.get(index).client().tryCall("kv.put", call);
                    acknowledged.put(index + "-" + i, "v" + i);
                } catch (IOException | RpcClient.RefusedException e) {
                    Thread.onSpinWait(); // it is down, or late: the next key
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        thread.start();
        return thread;
    }

    private void sameChain(long height) throws InterruptedException {
        for (long h = 0; h <= height; h++) {
            String expected = "";
            for (ValidatorProcess validator : validators) {
                JsonNode block =
                        validator.client().call("chain.block", Json.object().put("height", h));
                String id = block.path("id").asText() + " "
                        + block.path("stateRoot").asText();
                assertThat(block.path("id").asText()).isNotEmpty();
                assertThat(expected.isEmpty() || expected.equals(id))
                        .as("seed %s: block %s of %s is %s, of another %s", SEED, h, validator.name(), id, expected)
                        .isTrue();
                expected = id;
            }
        }
    }

    private long height(int index) throws InterruptedException {
        return validators.get(index).client().call("chain.head").path("height").asLong(-1);
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("seed %s: waited in vain for %s", SEED, what)
                    .isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
