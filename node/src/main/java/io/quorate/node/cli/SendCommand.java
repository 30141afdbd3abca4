package io.quorate.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quorate.client.Quoted;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quorate send}: a transaction that is made and signed here. */
@Command(
        name = "send",
        header = "Sign operations with your own key, and send them as one transaction.",
        description = {
            "%nThe operations are applied all or none. Each is an object in a JSON array (or one object alone), by its"
                    + " \"operation\":",
            "registerInstance, openDecision, castVote, commitBallot, revealBallot, putValue, deleteValue, pruneDecision;",
            "its other members are the parameters of the RPC method that does the same (docs/ledger.md).%n"
        },
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  echo '[{\"operation\":\"putValue\",\"key\":\"colour\",\"value\":\"blue\",\"absent\":true}]' |",
            "      quorate send --key me/account.json -"
        })
final class SendCommand extends ClientCommand {
    private static final int MAX_BYTES = 1 << 20;
    /** Of two members of one name only one would be signed, and what follows the first value not at all. */
    private static final ObjectReader STRICT = Json.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Parameters(paramLabel = "FILE", description = "The operations; - reads standard input.")
    private String file = "";

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    SendCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        List<Operation> operations = operations(terminal);
        return signing.account(client, terminal)
                .orElseThrow(() -> OperatorException.usage("give --key FILE: what is sent is signed here"))
                .submit(operations);
    }

    private List<Operation> operations(Terminal terminal) {
        JsonNode json;
        try {
            json = STRICT.readTree(content(terminal));
        } catch (JsonProcessingException e) {
            throw OperatorException.usage(file + " is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw OperatorException.failure("cannot read " + file + ": " + e.getMessage(), e);
        }
        List<Operation> operations = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(each -> operations.add(OperationJson.read(each)));
        } else {
            operations.add(OperationJson.read(json));
        }
        if (operations.isEmpty()) {
            throw OperatorException.usage(file + " holds no operation");
        }
        return operations;
    }

    private byte[] content(Terminal terminal) throws IOException {
        if (file.equals("-")) {
            return terminal.in().readNBytes(MAX_BYTES);
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(MAX_BYTES);
        }
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        terminal.show("final in block " + answer.path("height").asText() + ": transaction "
                + answer.path("id").asText());
        answer.path("receipt")
                .path("results")
                .forEach(result -> terminal.show("  "
                        + AccountClient.Done.read(HexFormat.of().parseHex(result.asText()))
                                .map(SendCommand::shown)
                                .orElseGet(result::asText)));
    }

    /** A result by its name and its parts; what somebody chose is between quotes. */
    private static String shown(Result result) {
        return Stream.of(result.getClass().getRecordComponents())
                .map(part -> part.getName() + "=" + word(part(result, part)))
                .collect(Collectors.joining(", ", result.getClass().getSimpleName() + "[", "]"));
    }

    private static String word(Object part) {
        if (part instanceof Optional<?> maybe) {
            return maybe.map(SendCommand::word).orElse("none");
        }
        return part instanceof String text ? Quoted.of(text) : part.toString();
    }

    private static Object part(Result result, RecordComponent part) {
        try {
            return part.getAccessor().invoke(result);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the parts of a result can be read", e);
        }
    }
}
