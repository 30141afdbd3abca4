package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.QuorateClient;
import io.quorate.client.RpcConnection;
import io.quorate.client.RpcErrorException;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** Calls one node's JSON-RPC. Whatever goes wrong is one line for the operator. Thread-safe. */
final class RpcClient {
    /** Where a node serves by default. */
    static final String DEFAULT_URL = "http://127.0.0.1:9944";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final RpcConnection connection;

    private RpcClient(RpcConnection connection) {
        this.connection = connection;
    }

    /**
     * A client of the node that serves here.
     *
     * @throws OperatorException if the text is no such URL
     */
    static RpcClient at(String url) {
        return at(url, Optional.empty());
    }

    /** The same with what the node demands as a bearer token. */
    static RpcClient at(String url, Optional<String> token) {
        try {
            return new RpcClient(new RpcConnection(url, PATIENCE, token));
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage("--rpc " + url + ": write it like " + DEFAULT_URL);
        }
    }

    /** A call by the typed client. */
    interface Call<T> {
        T of(QuorateClient client) throws RpcErrorException, IOException, InterruptedException;
    }

    /**
     * What a call by the typed client gives.
     *
     * @param what is called, for messages
     * @throws OperatorException if it gives nothing, with why
     */
    <T> T typed(String what, Call<T> call) throws InterruptedException {
        try {
            return call.of(new QuorateClient(connection));
        } catch (RpcErrorException e) {
            // The ledger's own code, where there is one: it is what the documentation lists.
            String code = e.data("code").map(word -> word + ": ").orElse("");
            throw OperatorException.failure(what + ": " + code + e.getMessage(), e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * The result of a call.
     *
     * @throws OperatorException if there is none, with why
     */
    JsonNode call(String method, ObjectNode parameters) throws InterruptedException {
        return typed(method, client -> tryCall(method, parameters));
    }

    JsonNode call(String method) throws InterruptedException {
        return call(method, Json.object());
    }

    /** The result of a call, with its two kinds of failure apart. */
    JsonNode tryCall(String method, ObjectNode parameters) throws RpcErrorException, IOException, InterruptedException {
        return connection.call(method, parameters, Duration.ZERO);
    }

    /** What to say of a call that got no answer. */
    OperatorException unreachable(IOException e) {
        String line;
        if (e instanceof HttpTimeoutException) {
            line = "the node at " + shown() + " does not answer in time";
        } else if (e instanceof ConnectException || e.getCause() instanceof ConnectException) {
            line = "no node answers at " + shown() + ": start one with quorate devnet, or say where with --rpc URL";
        } else {
            line = "what answers at " + shown() + " is no node of ours: " + e.getMessage();
        }
        return OperatorException.failure(line, e);
    }

    /** Without the slash that nobody typed. */
    String shown() {
        String text = connection.url().toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
