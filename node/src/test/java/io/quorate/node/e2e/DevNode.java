package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The one validator of the chain {@code dev}, as a process on free ports. It keeps nothing. */
final class DevNode implements AutoCloseable {
    private final Member member;
    private final NodeProcess process;

    private DevNode(Member member, NodeProcess process) {
        this.member = member;
        this.process = process;
    }

    /** Returns when it is ready, which it tells to whoever asks. */
    static DevNode start(Path directory, String... more) throws IOException, InterruptedException {
        Member member = Member.of(ALICE);
        List<String> words = new ArrayList<>(List.of("--chain", "dev", "--tmp", "--exit-with-parent"));
        words.addAll(List.of("--port", "" + member.peers(), "--rpc-port", "" + member.rpc()));
        words.addAll(List.of(more));
        DevNode node = new DevNode(member, NodeProcess.start(directory, "dev", words));
        node.await("to be ready", () -> member.client().get("/ready").status() == 200);
        return node;
    }

    /** Returns it when so many blocks are final. */
    DevNode atHeight(long height) throws InterruptedException {
        await("to be at height " + height, () -> {
            JsonNode head = client().answer("chain.head", Map.of()).path("result");
            return head.path("height").asLong() >= height;
        });
        return this;
    }

    private interface Question {
        boolean isSo() throws IOException, InterruptedException;
    }

    private void await(String what, Question question) throws InterruptedException {
        try {
            Await.until("the node " + what, process::toString, () -> {
                assertThat(process.isAlive()).as(process.toString()).isTrue();
                try {
                    return question.isSo();
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    Member member() {
        return member;
    }

    Rpc client() {
        return member.client();
    }

    NodeProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
