package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The validators of one chain on this machine, as processes. The first one is the bootnode of the others. */
final class Network implements AutoCloseable {
    private final Path directory;
    private final String chain;
    private final List<Member> members;
    private final Map<Member, NodeProcess> running = new ConcurrentHashMap<>();
    private final Map<Member, Rpc> clients = new ConcurrentHashMap<>();

    Network(Path directory, String chain, DevelopmentKeys... keys) {
        this.directory = directory;
        this.chain = chain;
        this.members = Stream.of(keys).map(Member::of).toList();
    }

    /** Who listens where; not all of them run. */
    List<Member> members() {
        return members;
    }

    Member member(DevelopmentKeys keys) {
        return members.stream()
                .filter(member -> member.keys() == keys)
                .findFirst()
                .orElseThrow();
    }

    NodeProcess process(Member member) {
        NodeProcess process = running.get(member);
        if (process == null) {
            throw new IllegalStateException(member.name() + " was not started");
        }
        return process;
    }

    Rpc client(Member member) {
        return clients.computeIfAbsent(member, Member::client);
    }

    /** Starts it, with a metrics port of its own; it may not answer yet. */
    void start(Member member) throws IOException {
        start(member, List.of("--listen-addr", "127.0.0.1", "--prometheus-port", String.valueOf(member.metrics())));
    }

    /** Starts it as documented, with more options. */
    void start(Member member, List<String> more) throws IOException {
        List<String> words = new ArrayList<>(
                member.words(chain, directory.resolve(member.name()).toString()));
        Member bootnode = members.get(0);
        if (!member.equals(bootnode)) {
            words.addAll(List.of("--bootnodes", bootnode.address()));
        }
        words.addAll(more);
        running.put(member, NodeProcess.start(directory, member.name(), words));
    }

    /** Starts one that lies as a character of the simulator does, with the member's keys. */
    void startLying(Member member, String character) throws IOException {
        running.put(
                member,
                NodeProcess.start(
                        directory,
                        member.name(),
                        "io.quorate.node.runtime.ByzantineNode",
                        List.of(
                                character,
                                member.name(),
                                chain,
                                String.valueOf(member.peers()),
                                directory.resolve(member.name()).toString(),
                                members.get(0).address())));
    }

    void startAll() throws IOException, InterruptedException {
        for (Member member : members) {
            start(member);
        }
        for (Member member : members) {
            awaitAnswer(member);
        }
    }

    /** Returns when it answers calls. */
    void awaitAnswer(Member member) throws InterruptedException {
        Await.until(member.name() + " to answer", this::toString, () -> {
            assertThat(process(member).isAlive()).as(this::toString).isTrue();
            try {
                return client(member).answer("chain.head", Map.of()).has("result");
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Returns when each is connected to all others. */
    void awaitAllConnected() throws InterruptedException {
        for (Member member : members) {
            Await.until(member.name() + " to be connected to all", this::toString, () -> {
                JsonNode peers = client(member).result("net.peers", Map.of());
                return (peers.isArray() ? peers : peers.path("peers")).size() == members.size() - 1;
            });
        }
    }

    /** The height of its highest final block. */
    long height(Member member) throws InterruptedException {
        return client(member).result("chain.head", Map.of()).path("height").asLong(-1);
    }

    void awaitHeight(Member member, long height) throws InterruptedException {
        Await.until(member.name() + " to reach height " + height, this::toString, () -> height(member) >= height);
    }

    void awaitEpoch(Member member, long epoch) throws InterruptedException {
        Await.until(
                member.name() + " to be in epoch " + epoch,
                this::toString,
                () -> client(member)
                                .result("chain.head", Map.of())
                                .path("epoch")
                                .asLong()
                        >= epoch);
    }

    /** Fails if two of them have another block or state anywhere up to this height. */
    void assertSameChain(long height, List<Member> whose) throws InterruptedException {
        List<String> expected = blocks(whose.get(0), height);
        for (Member member : whose) {
            List<String> found = blocks(member, height);
            for (int h = 0; h <= height; h++) {
                assertThat(found.get(h))
                        .as(
                                "block %s of %s, against %s's",
                                h, member.name(), whose.get(0).name())
                        .isEqualTo(expected.get(h));
            }
        }
    }

    /** What every node has to agree on, by height. */
    private List<String> blocks(Member member, long height) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        List<Map<String, Long>> heights = LongStream.rangeClosed(0, height)
                .mapToObj(h -> Map.of("height", h))
                .toList();
        for (JsonNode block : client(member).results("chain.block", heights)) {
            assertThat(block.path("id").asText()).hasSize(64);
            assertThat(block.path("stateRoot").asText()).hasSize(64);
            texts.add(block.path("id").asText() + " with state "
                    + block.path("stateRoot").asText());
        }
        return texts;
    }

    /** For failures: what each of them printed last. */
    @Override
    public String toString() {
        return running.entrySet().stream()
                .map(entry -> "== " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        running.values().forEach(NodeProcess::close);
    }
}
