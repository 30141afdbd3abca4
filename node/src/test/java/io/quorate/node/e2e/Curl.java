package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One node's JSON-RPC by the program {@code curl}, a process for each call. */
final class Curl {
    private final Path program;
    private final Path directory;
    private final Member node;

    Curl(Path program, Path directory, Member node) {
        this.program = program;
        this.directory = directory;
        this.node = node;
    }

    /** A call's whole answer. */
    JsonNode answer(String method, Map<String, ?> parameters) throws Exception {
        return post(Rpc.body(method, parameters));
    }

    /** As in the README, except that the body comes from standard input. */
    JsonNode post(String body) throws Exception {
        String url = "http://127.0.0.1:" + node.rpc() + "/";
        Programs.Ran ran = Programs.run(
                directory, body, List.of(program.toString(), "-sS", "--noproxy", "*", url, "--data-binary", "@-"));
        assertThat(ran.status()).as(ran.toString()).isZero();
        return Rpc.JSON.readTree(ran.out());
    }

    /** The result of a call that must succeed. */
    JsonNode result(String method, Map<String, ?> parameters) throws Exception {
        JsonNode answer = answer(method, parameters);
        assertThat(answer.has("result"))
                .as("%s %s on %s: %s", method, parameters, node.name(), answer)
                .isTrue();
        return answer.path("result");
    }

    /** The error of a call that must fail. */
    JsonNode error(String method, Map<String, ?> parameters) throws Exception {
        JsonNode answer = answer(method, parameters);
        assertThat(answer.has("error"))
                .as("%s %s on %s: %s", method, parameters, node.name(), answer)
                .isTrue();
        return answer.path("error");
    }
}
