package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.config.TokenFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every client of a node's RPC takes. */
final class ClientOptions {
    @Option(
            names = "--rpc",
            paramLabel = "URL",
            defaultValue = RpcClient.DEFAULT_URL,
            description = "The node's RPC. Default: ${DEFAULT-VALUE}.")
    private String rpc = RpcClient.DEFAULT_URL;

    @Option(
            names = "--rpc-token-file",
            paramLabel = "FILE",
            description = "Its first line is the token that the node demands, if it does.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    RpcClient client() {
        return RpcClient.at(rpc, tokenFile.map(TokenFile::read));
    }

    /** Prints the JSON if that is wanted, and says whether it was. */
    boolean printed(JsonNode node, Terminal terminal) {
        if (json) {
            terminal.print(Json.pretty(node));
        }
        return json;
    }
}
