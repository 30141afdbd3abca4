package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static io.quorate.crypto.keystore.DevelopmentKeys.DAVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.QuorateClient;
import io.quorate.client.RpcErrorException;
import io.quorate.client.Submission;
import io.quorate.client.TransactionBuilder;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.node.config.Chains;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 10,000 votes on 100 decisions, from 50 clients at once through four nodes, of which one is killed and started again
 * meanwhile: what comes out is what one counter makes of the same votes, one after the other in the chain's order.
 */
class DecisionLoadTest {
    private static final int CLIENTS = 50;
    private static final int INSTANCES_OF_CLIENT = 2;
    private static final int INSTANCES = CLIENTS * INSTANCES_OF_CLIENT;
    private static final int DECISIONS = 100;
    /** Of which a majority is all that vote: a decision closes at the last vote and not before, so each of them counts. */
    private static final int TOTAL = 2 * INSTANCES - 1;
    /** Of so many votes one is cast a second time, for another value. */
    private static final int AGAIN = 20;

    private static final ChainId CHAIN = Chains.load("local4").chain();

    @TempDir
    private Path directory = Path.of("");

    private record Cast(String instance, String decision, String value) {}

    /** All votes that were signed, by transaction; and what the client that cast it was told. */
    private final Map<String, Cast> cast = new ConcurrentHashMap<>();

    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final AtomicInteger finals = new AtomicInteger();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void tenThousandVotesThroughFourNodesAreCountedLikeOneAfterTheOther() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try (Network network = new Network(directory, "local4", ALICE, BOB, CHARLIE, DAVE)) {
            network.startAll();
            network.awaitAllConnected();
            List<Future<Void>> clients = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                clients.add(pool.submit(client(network, number)));
            }
            Member victim = network.member(CHARLIE);
            awaitFinal(network, clients, INSTANCES * DECISIONS / 4);
            network.process(victim).kill();
            awaitFinal(network, clients, INSTANCES * DECISIONS / 2);
            network.start(victim);
            for (Future<Void> client : clients) {
                client.get();
            }
            long height = 0;
            for (Member member : network.members()) {
                height = Math.max(height, network.height(member));
            }
            for (Member member : network.members()) {
                network.awaitHeight(member, height);
            }
            network.assertSameChain(height, network.members());
            Counter counter = count(network.client(network.member(ALICE)), height);
            assertThat(counter.codes).as("nothing lost, nothing counted twice").isEqualTo(told);
            assertThat(counter.counted())
                    .as("votes that count, of %s that were cast", cast.size())
                    .isEqualTo(10_000);
            for (Member member : network.members()) {
                counter.assertEqual(network.client(member));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void awaitFinal(Network network, List<Future<Void>> clients, int count) throws InterruptedException {
        Await.until(count + " final votes", network::toString, () -> {
            if (finals.get() < count) {
                assertThat(clients).as("clients that vote").anyMatch(client -> !client.isDone());
            }
            return finals.get() >= count;
        });
    }

    // ---- clients

    private Callable<Void> client(Network network, int number) {
        return () -> {
            Random random = new Random(number);
            Signer signer = SignatureSchemes.ed25519()
                    .signer(Sha256.hash(("client " + number).getBytes(StandardCharsets.UTF_8))
                            .toBytes());
            List<QuorateClient> nodes = network.members().stream()
                    .map(member -> QuorateClient.at(network.client(member).url().toString()))
                    .toList();
            BlockTime expiry = nodes.get(number % nodes.size()).expiry(Duration.ofMinutes(50));
            List<String> instances = new ArrayList<>();
            TransactionBuilder registration = new TransactionBuilder(CHAIN, expiry);
            for (int i = 0; i < INSTANCES_OF_CLIENT; i++) {
                instances.add("voter-" + number + "-" + i);
                registration.add(new Operation.RegisterInstance(instances.get(i)));
            }
            submit(registration.sign(signer), nodes, random);
            for (int decision = 0; decision < DECISIONS; decision++) {
                for (String instance : instances) {
                    String topic = "decision-" + (decision + number) % DECISIONS;
                    vote(new Cast(instance, topic, value(random)), signer, expiry, nodes, random);
                    if (random.nextInt(AGAIN) == 0) {
                        vote(new Cast(instance, topic, value(random)), signer, expiry, nodes, random);
                    }
                }
            }
            return null;
        };
    }

    private static String value(Random random) {
        return "value-" + random.nextInt(3);
    }

    private void vote(Cast vote, Signer signer, BlockTime expiry, List<QuorateClient> nodes, Random random)
            throws InterruptedException {
        Transaction transaction = new TransactionBuilder(CHAIN, expiry)
                .add(new Operation.CastVote(vote.instance(), vote.decision(), vote.value(), Optional.of(TOTAL)))
                .sign(signer);
        String id = transaction.id().toString();
        cast.put(id, vote);
        told.put(id, code(submit(transaction, nodes, random).receipt()));
        finals.incrementAndGet();
    }

    private static String code(Receipt receipt) {
        return receipt instanceof Receipt.Failed failed ? failed.code() : "OK";
    }

    /** Gives the same transaction to one node after the other until one says that it is final: it executes once. */
    private static Submission.Final submit(Transaction transaction, List<QuorateClient> nodes, Random random)
            throws InterruptedException {
        while (true) {
            QuorateClient node = nodes.get(random.nextInt(nodes.size()));
            try {
                Optional<Submission.Final> known = node.find(transaction.id());
                if (known.isPresent()) {
                    return known.get();
                }
                if (node.submit(transaction, Duration.ofSeconds(10)) instanceof Submission.Final done) {
                    return done;
                }
            } catch (IOException | RpcErrorException e) {
                // It is down or busy, or has the transaction already: another one, in a moment.
                TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(200));
            }
        }
    }

    // ---- one after the other

    /** The rule of ledger.md for an open electorate by majority, as simply as it can be said. */
    private static final class Counter {
        private final Map<String, String> codes = new LinkedHashMap<>();
        private final Map<String, List<Cast>> votes = new LinkedHashMap<>();
        private final Map<String, String> results = new LinkedHashMap<>();

        void take(String id, Cast vote) {
            List<Cast> before = votes.computeIfAbsent(vote.decision(), topic -> new ArrayList<>());
            if (results.containsKey(vote.decision())) {
                codes.put(id, "DECISION_CLOSED");
            } else if (before.stream().anyMatch(other -> other.instance().equals(vote.instance()))) {
                codes.put(id, "ALREADY_VOTED");
            } else {
                codes.put(id, "OK");
                before.add(vote);
                if (before.size() == TOTAL / 2 + 1) {
                    results.put(vote.decision(), winner(before));
                }
            }
        }

        int counted() {
            return votes.values().stream().mapToInt(List::size).sum();
        }

        /** Of the values with most votes, the one that had as many first. */
        private static String winner(List<Cast> votes) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            votes.forEach(vote -> counts.merge(vote.value(), 1, Integer::sum));
            int most =
                    counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
            Map<String, Integer> sums = new LinkedHashMap<>();
            for (Cast vote : votes) {
                if (sums.merge(vote.value(), 1, Integer::sum) == most) {
                    return vote.value();
                }
            }
            throw new IllegalStateException("some value has most votes");
        }

        void assertEqual(Rpc node) throws InterruptedException {
            for (Map.Entry<String, List<Cast>> expected : votes.entrySet()) {
                String topic = expected.getKey();
                JsonNode decision = node.result("system.get_state", Map.of("decision", topic))
                        .path("decision");
                List<Cast> found = new ArrayList<>();
                decision.path("votes")
                        .forEach(vote -> found.add(new Cast(
                                vote.path("instanceId").asText(),
                                topic,
                                vote.path("value").asText())));
                assertThat(found).as(topic).isEqualTo(expected.getValue());
                assertThat(decision.path("voteCount").asInt())
                        .as(topic)
                        .isEqualTo(expected.getValue().size());
                assertThat(decision.path("status").asText()).as(topic).isEqualTo("DECIDED");
                assertThat(decision.path("result").asText()).as(topic).isEqualTo(results.get(topic));
            }
        }
    }

    private Counter count(Rpc node, long height) throws InterruptedException {
        Counter counter = new Counter();
        Set<String> seen = new LinkedHashSet<>();
        List<Map<String, Long>> heights = LongStream.rangeClosed(1, height)
                .mapToObj(h -> Map.of("height", h))
                .toList();
        for (JsonNode block : node.results("chain.block", heights)) {
            assertThat(block.path("transactions").size())
                    .isEqualTo(block.path("transactionCount").asInt());
            for (JsonNode transaction : block.path("transactions")) {
                String id = transaction.path("id").asText();
                assertThat(seen.add(id)).as("%s is in the chain once", id).isTrue();
                if (cast.containsKey(id)) {
                    counter.take(id, cast.get(id));
                }
            }
        }
        return counter;
    }
}
