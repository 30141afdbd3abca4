package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.OfflineVerifier;
import io.quorate.client.ReceiptJson;
import io.quorate.client.Statement;
import io.quorate.node.config.Chains;
import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.receipt.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorate verify}: checks a receipt. Reads two files, and nothing else: no network, no base path. */
@Command(
        name = "verify",
        header = "Check a receipt offline, with nothing but the chain's genesis file.",
        description = "%nPrints what is proven, or which check failed. Exit status 0 if it is proven, 1 if not.%n",
        sortOptions = false,
        footer = {"", "Example:", "  quorate verify receipt.json --chain genesis.json"})
final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The receipt, in JSON or protobuf.")
    private Path file = Path.of("");

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "GENESIS|NAME",
            description = "The chain's genesis file, or the name of a development chain.")
    private String chain = "";

    @Option(
            names = "--trusted",
            paramLabel = "HEIGHT:ID",
            description = "A block that you know to be final from elsewhere: the receipt must show it too.")
    private Optional<String> trusted = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    static Pin pin(String text) {
        try {
            return Pin.parse(text);
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage("--trusted " + text + ": " + e.getMessage());
        }
    }

    @Override
    public Integer call() {
        Optional<Pin> pin = trusted.map(VerifyCommand::pin);
        OfflineVerifier verifier = new OfflineVerifier(Chains.load(chain));
        Outcome outcome = verifier.verify(bytes(), pin);
        boolean proven = outcome instanceof Outcome.Proven;
        if (json) {
            terminal.print(Json.pretty(described(outcome)));
        } else if (outcome instanceof Outcome.Proven fact) {
            terminal.print("proven: " + Statement.of(fact));
            if (!fact.pinned()) {
                terminal.print("note: " + OfflineVerifier.UNPINNED);
            }
        } else if (outcome instanceof Outcome.Refused refused) {
            terminal.show("REFUSED at check " + refused.check().id() + ": " + refused.reason());
        }
        return proven ? 0 : 1;
    }

    private byte[] bytes() {
        try {
            long size = Files.size(file);
            if (size > ReceiptJson.MAX_BYTES) {
                throw OperatorException.failure(
                        file + " has " + size + " bytes: no receipt has more than " + ReceiptJson.MAX_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw OperatorException.usage("there is no file " + file);
        } catch (IOException e) {
            throw OperatorException.usage("cannot read " + file + ": " + Failures.reason(e));
        }
    }

    private static ObjectNode described(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return Json.object()
                    .put("proven", false)
                    .put("check", refused.check().id())
                    .put("reason", refused.reason());
        }
        Outcome.Proven proven = (Outcome.Proven) outcome;
        ObjectNode result = Json.object().put("proven", true).put("statement", Statement.of(proven));
        result.setAll(Statement.members(proven));
        result.put("height", proven.under().height().number())
                .put("blockId", proven.under().id().toString())
                .put("timeMillis", proven.under().time().millis())
                .put("certifiedHeight", proven.certified().height().number())
                .put("certifiedBlockId", proven.certified().id().toString())
                .put("signedPower", proven.signed().toString())
                .put("totalPower", proven.total().toString())
                .put("steps", proven.steps())
                .put("pinned", proven.pinned());
        if (!proven.pinned()) {
            result.put("note", OfflineVerifier.UNPINNED);
        }
        return result;
    }
}
