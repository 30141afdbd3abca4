package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.text.Durations;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.config.Chains;
import io.quorate.node.config.Failures;
import io.quorate.node.config.GenesisFile;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.VotingPower;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorate genesis}: chain specifications. */
@Command(
        name = "genesis",
        header = "Make and show chain specifications.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  quorate genesis show local4", "  quorate genesis new --development 4 > four.json"
        })
final class GenesisCommand {
    private final Terminal terminal;

    GenesisCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "new",
            header = "Write a chain specification.",
            sortOptions = false,
            description =
                    "%nEach validator is given by its public keys: see quorate key generate and quorate key inspect.%n",
            footer = {
                "",
                "Examples:",
                "  quorate genesis new --name mine --validator a=CONSENSUSKEY,ACCOUNTKEY,100 --out mine.json",
                "  quorate genesis new --name four --development 4"
            })
    int create(
            @Option(names = "--name", defaultValue = "local", paramLabel = "NAME", description = "Of the chain.")
                    String name,
            @Option(
                            names = "--validator",
                            paramLabel = "NAME=CONSENSUSKEY,ACCOUNTKEY[,STAKE]",
                            description = "One validator; give it once for each. The stake is 100 if not given.")
                    Optional<List<String>> validators,
            @Option(
                            names = "--development",
                            paramLabel = "N",
                            description = "A development chain of the first N (1 to 6) public keys: alice, bob, ...")
                    Optional<Integer> development,
            @Option(names = "--time", paramLabel = "TIME", description = "Of the genesis block. Default: now.")
                    Optional<String> time,
            @Option(names = "--delta", defaultValue = "250ms", description = "Bound on delivery. Default: 250ms.")
                    String delta,
            @Option(names = "--block-interval", defaultValue = "1s", description = "Of idle blocks. Default: 1s.")
                    String interval,
            @Option(
                            names = "--epoch-duration",
                            paramLabel = "DURATION",
                            description = "Default: 1h; 20s for development.")
                    Optional<String> epoch,
            @Option(names = "--max-block-bytes", defaultValue = "1048576", description = "Default: 1048576.")
                    int maxBytes,
            @Option(names = "--max-block-transactions", defaultValue = "5000", description = "Default: 5000.")
                    int maxTransactions,
            @Option(names = "--out", paramLabel = "FILE", description = "A new file. Default: standard output.")
                    Optional<Path> out) {
        boolean forDevelopment = development.isPresent();
        List<Genesis.Member> members = new ArrayList<>();
        development.ifPresent(count -> members.addAll(developmentMembers(count)));
        validators.ifPresent(texts -> texts.forEach(text -> members.add(member(text))));
        if (members.isEmpty()) {
            throw OperatorException.usage(
                    "genesis new: a chain needs validators: give --validator, or --development N");
        }
        Genesis genesis = new Genesis(
                new ChainId(Hash.ZERO),
                name,
                forDevelopment,
                time(time),
                "ed25519",
                duration("--delta", delta),
                duration("--block-interval", interval),
                duration("--epoch-duration", epoch.orElse(forDevelopment ? "20s" : "1h")),
                maxBytes,
                maxTransactions,
                members);
        byte[] bytes = GenesisFile.write(genesis);
        // What is written can be read: the same checks, with the same messages.
        ChainId chain = GenesisFile.parse(bytes, "genesis new").chain();
        if (out.isEmpty()) {
            terminal.out().print(new String(bytes, StandardCharsets.UTF_8));
            return 0;
        }
        try {
            Files.write(out.get(), bytes, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw OperatorException.failure("cannot write " + out.get() + ": " + Failures.reason(e), e);
        }
        terminal.print("wrote " + out.get() + ": chain " + name + " of " + members.size() + " validators, id " + chain);
        return 0;
    }

    private static List<Genesis.Member> developmentMembers(int count) {
        DevelopmentKeys[] all = DevelopmentKeys.values();
        if (count < 1 || count > all.length) {
            throw OperatorException.usage("--development: there are keys for 1 to " + all.length + " validators");
        }
        List<Genesis.Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(DevelopmentMembers.of(all[i]));
        }
        return members;
    }

    private static Genesis.Member member(String text) {
        String[] named = text.split("=", 2);
        String[] parts = named.length == 2 ? named[1].split(",", -1) : new String[0];
        try {
            if (parts.length == 2 || parts.length == 3) {
                return new Genesis.Member(
                        named[0],
                        PublicKey.fromHex(parts[0]),
                        PublicKey.fromHex(parts[1]),
                        new VotingPower(parts.length == 3 ? Long.parseLong(parts[2]) : DevelopmentMembers.STAKE));
            }
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage("--validator " + named[0] + ": bad key or stake: " + e.getMessage());
        }
        throw OperatorException.usage("--validator " + text
                + ": write it as NAME=CONSENSUSKEY,ACCOUNTKEY or NAME=CONSENSUSKEY,ACCOUNTKEY,STAKE");
    }

    private static BlockTime time(Optional<String> text) {
        try {
            Instant time =
                    text.map(Instant::parse).orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS));
            return new BlockTime(time.toEpochMilli());
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw OperatorException.usage("--time " + text.orElse("") + ": write it like 2025-01-01T00:00:00Z");
        }
    }

    private static Duration duration(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(option + ": \"" + text + "\" " + e.getMessage());
        }
    }

    @Command(
            name = "show",
            header = "Check a chain specification and show what it says.",
            footer = {"", "Examples:", "  quorate genesis show local", "  quorate genesis show mine.json --json"})
    int show(
            @Parameters(paramLabel = "CHAIN", description = "dev, local, local4 or a file.") String chain,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        Genesis genesis = Chains.load(chain);
        VotingPower total = genesis.validators().total();
        if (json) {
            ObjectNode node = Json.object();
            node.put("chainId", genesis.chain().toString())
                    .put("name", genesis.name())
                    .put("development", genesis.development())
                    .put("time", Instant.ofEpochMilli(genesis.time().millis()).toString())
                    .put("scheme", genesis.scheme())
                    .put("totalPower", total.units())
                    .put("quorum", total.leastQuorum().units())
                    .put("toleratedByzantine", total.toleratedByzantine().units());
            ArrayNode members = node.putArray("validators");
            genesis.members()
                    .forEach(member -> members.addObject()
                            .put("name", member.name())
                            .put("consensusKey", member.consensusKey().toHex())
                            .put("accountKey", member.accountKey().toHex())
                            .put("stake", member.stake().units()));
            Staking staking = genesis.staking();
            ObjectNode rules = node.putObject("staking")
                    .put("equivocationPenalty", staking.equivocationPenalty())
                    .put("invalidProposalPenalty", staking.invalidProposalPenalty())
                    .put("reputation", staking.reputation())
                    .put("age", staking.age());
            ArrayNode allotments = rules.putArray("allotments");
            staking.allotments()
                    .forEach(allotment -> allotments
                            .addObject()
                            .put("accountKey", allotment.account().toHex())
                            .put("stake", allotment.stake().units()));
            terminal.print(Json.pretty(node));
            return 0;
        }
        terminal.print("chain       " + genesis.name() + (genesis.development() ? " (for development)" : ""));
        terminal.print("chain id    " + genesis.chain());
        terminal.print("time        " + Instant.ofEpochMilli(genesis.time().millis()));
        terminal.print("scheme      " + genesis.scheme());
        terminal.print("timing      delta " + Durations.format(genesis.delta()) + ", block interval "
                + Durations.format(genesis.blockInterval()) + ", epoch " + Durations.format(genesis.epochDuration()));
        terminal.print("blocks      at most " + genesis.maxBlockBytes() + " bytes, " + genesis.maxBlockTransactions()
                + " transactions");
        terminal.print("power       " + total + "; a quorum is " + total.leastQuorum() + "; liars with "
                + total.toleratedByzantine() + " or less together do no harm");
        Staking staking = genesis.staking();
        terminal.print("faults      equivocation " + percent(staking.equivocationPenalty()) + ", invalid proposal "
                + percent(staking.invalidProposalPenalty()) + " of the stake");
        terminal.print("leading     by stake" + (staking.reputation() ? " x reputation" : "")
                + (staking.age() ? " x age" : ""));
        for (Staking.Allotment allotment : staking.allotments()) {
            terminal.print(String.format(
                    Locale.ROOT, "allotment   stake %-8s account %s", allotment.stake(), allotment.account()));
        }
        for (Genesis.Member member : genesis.members()) {
            terminal.print(String.format(
                    Locale.ROOT,
                    "validator   %-12s stake %-8s %s",
                    member.name(),
                    member.stake(),
                    member.consensusKey()));
        }
        return 0;
    }

    private static String percent(int basisPoints) {
        return basisPoints / 100
                + (basisPoints % 100 == 0 ? "" : String.format(Locale.ROOT, ".%02d", basisPoints % 100)) + "%";
    }
}
