package io.quorate.node.cli;

import io.quorate.client.About;
import io.quorate.client.ReceiptJson;
import io.quorate.crypto.hash.Hash;
import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.TokenFile;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.receipt.Pin;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.TransactionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorate receipt}: fetches what proves to anybody, offline, what the network decided. */
@Command(
        name = "receipt",
        header = "Write a receipt of a decision, a key or a transaction, for quorate verify.",
        description = "%nThe node makes it of its newest final state. It also shows that there is no such decision or"
                + " key; and with its expiry that a transaction was not executed, from a minute or two after that until ten"
                + " minutes after it.%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate receipt --decision upgrade-7 --out receipt.json",
            "  quorate receipt --key colour > receipt.json",
            "  quorate receipt --tx ID --expiry 2026-11-30T21:00:00Z --out never.json"
        })
final class ReceiptCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Subject subject = new Subject();

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file instead of printing.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--protobuf", description = "The shorter form, for programs. Needs --out.")
    private boolean protobuf;

    @Option(
            names = "--trusted",
            paramLabel = "HEIGHT:ID",
            description = "Begin at this block, which whoever verifies pins too, instead of at genesis.")
    private Optional<String> trusted = Optional.empty();

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

    ReceiptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What it is about: exactly one. */
    static final class Subject {
        @Option(names = "--decision", paramLabel = "TOPIC", description = "The decision on this topic.")
        private Optional<String> decision = Optional.empty();

        @Option(names = "--key", paramLabel = "KEY", description = "The value of this key.")
        private Optional<String> key = Optional.empty();

        @Option(names = "--tx", paramLabel = "ID", description = "The transaction with this id.")
        private Optional<String> transaction = Optional.empty();

        @Option(
                names = "--expiry",
                paramLabel = "TIME",
                description =
                        "The transaction's expiry, as 2026-11-30T21:00:00Z or in milliseconds since 1970: if it was not"
                                + " executed, that is shown.")
        private Optional<String> expiry = Optional.empty();

        About about() {
            if (expiry.isPresent() && transaction.isEmpty()) {
                throw OperatorException.usage("--expiry is of a transaction: give --tx too");
            }
            if (Stream.of(decision, key, transaction)
                            .filter(Optional::isPresent)
                            .count()
                    != 1) {
                throw OperatorException.usage("receipt: give exactly one of --decision, --key, --tx");
            }
            if (decision.isPresent()) {
                return new About.Decision(decision.get());
            }
            if (key.isPresent()) {
                return new About.Key(key.get());
            }
            String id = transaction.orElse("");
            try {
                return new About.OfTransaction(new TransactionId(Hash.fromHex(id)), expiry.map(Subject::time));
            } catch (IllegalArgumentException e) {
                throw OperatorException.usage("--tx " + id + ": an id has 64 hexadecimal digits");
            }
        }

        private static BlockTime time(String text) {
            try {
                return new BlockTime(
                        text.chars().allMatch(Character::isDigit)
                                ? Long.parseLong(text)
                                : Instant.parse(text).toEpochMilli());
            } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
                throw OperatorException.usage(
                        "--expiry " + text + ": give a time as 2026-11-30T21:00:00Z, or milliseconds since 1970");
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (protobuf && out.isEmpty()) {
            throw OperatorException.usage("--protobuf: give --out FILE too, it is not for terminals");
        }
        Optional<Pin> pin = trusted.map(VerifyCommand::pin);
        About about = subject.about();
        RpcClient client = RpcClient.at(rpc, tokenFile.map(TokenFile::read));
        ChainReceipt receipt = client.typed("chain.receipt", node -> node.receipt(about, pin.map(Pin::height)));
        byte[] bytes = protobuf ? StoredForms.encode(receipt) : ReceiptJson.write(receipt);
        if (out.isEmpty()) {
            terminal.out().print(new String(bytes, StandardCharsets.UTF_8));
            terminal.out().flush();
            return 0;
        }
        try {
            Files.write(out.get(), bytes);
        } catch (IOException e) {
            throw OperatorException.failure("cannot write " + out.get() + ": " + Failures.reason(e), e);
        }
        if (receipt.claim() instanceof ChainReceipt.Unexecuted unexecuted) {
            terminal.print("no transaction of this id was executed that expires at "
                    + Instant.ofEpochMilli(unexecuted.expiry().millis()));
        }
        terminal.print("wrote " + out.get() + " as of block " + receipt.proven().height() + ": check it with quorate"
                + " verify " + out.get() + " --chain GENESIS");
        return 0;
    }
}
