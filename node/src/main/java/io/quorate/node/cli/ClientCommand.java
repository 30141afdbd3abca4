package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that is one call of a node's RPC: asks, and prints the answer as JSON or for people. */
abstract class ClientCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ClientOptions node = new ClientOptions();

    ClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Calls; throws the operator's exception if nothing came of it. */
    abstract JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException;

    /** Prints the answer for people. */
    abstract void show(JsonNode answer, Terminal terminal);

    @Override
    public final Integer call() throws InterruptedException {
        JsonNode answer = ask(node.client(), terminal);
        if (!node.printed(answer, terminal)) {
            show(answer, terminal);
        }
        return 0;
    }
}
