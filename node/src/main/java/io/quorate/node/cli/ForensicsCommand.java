package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.node.config.Chains;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.TokenFile;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.evidence.Forensics;
import io.quorate.protocol.evidence.Forensics.Finding;
import io.quorate.protocol.evidence.Forensics.Fork;
import io.quorate.protocol.evidence.Forensics.Report;
import io.quorate.protocol.evidence.Witness;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.verify.Verifier;
import io.quorate.storage.BasePath;
import io.quorate.storage.RocksBlockStore;
import io.quorate.storage.RocksLimits;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorate forensics}: what several nodes show together, by their disks or by what they tell. */
@Command(
        name = "forensics",
        header = "Find who signed contradicting votes, in what several nodes have kept.",
        description = {
            "",
            "Compares the nodes' chains, and the certificates that each kept of the last 24 hours of block time."
                    + " Whoever is named is proven guilty by two signatures of its own, and to have been a validator from the"
                    + " genesis file on: a forged disk, or a node that lies, names nobody.",
            "",
            "Stopped nodes are given by their base paths, running ones by their RPC.",
            "",
            "Exit status 0 if nothing was found, 1 if chains part or somebody is guilty.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate forensics --chain mine.json /data/alice /data/bob /data/charlie",
            "  quorate forensics --chain mine.json --rpc http://alice:9944 --rpc http://bob:9944 /data/charlie"
        })
final class ForensicsCommand implements Callable<Integer> {
    private static final int ID_CHARACTERS = 12;

    private final Terminal terminal;
    private final List<String> names = new ArrayList<>();

    @Parameters(arity = "0..*", paramLabel = "DIR", description = "Base paths of stopped nodes, or copies of them.")
    private List<Path> basePaths = List.of();

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "dev|local|local4|FILE",
            description = "The chain: a name, or the path of a genesis file.")
    private String chain = "";

    @Option(names = "--rpc", paramLabel = "URL", description = "A running node's RPC; give it once for each.")
    private List<String> peers = List.of();

    @Option(
            names = "--rpc-token-file",
            paramLabel = "FILE",
            description =
                    "Its first line is the token that a running node demands. One for each --rpc, in their order, or"
                            + " none: no node is told another's.")
    private List<Path> tokenFiles = List.of();

    @Option(names = "--json", description = "Print JSON, with the evidence in hexadecimal.")
    private boolean json;

    ForensicsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (basePaths.isEmpty() && peers.isEmpty()) {
            throw OperatorException.usage("name nodes: base paths of stopped ones, or --rpc URL of running ones");
        }
        if (!tokenFiles.isEmpty() && tokenFiles.size() != peers.size()) {
            throw OperatorException.usage("--rpc-token-file: give one for each --rpc, in their order");
        }
        Genesis genesis = Chains.load(chain);
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            List<Witness> witnesses = new ArrayList<>();
            for (Path path : basePaths) {
                witnesses.add(Witness.of(open(path, genesis, open)));
                names.add(path.toString());
            }
            for (int i = 0; i < peers.size(); i++) {
                Optional<String> token =
                        tokenFiles.isEmpty() ? Optional.empty() : Optional.of(TokenFile.read(tokenFiles.get(i)));
                witnesses.add(new PeerWitness(RpcClient.at(peers.get(i), token), genesis.chain()));
                names.add(peers.get(i));
            }
            Report report = Forensics.examine(witnesses, genesis.validators(), verifier(genesis));
            if (json) {
                terminal.print(Json.pretty(json(report, genesis)));
            } else {
                text(report, genesis).forEach(terminal::print);
            }
            return report.forks().isEmpty() && report.findings().isEmpty() ? 0 : 1;
        } catch (StorageException e) {
            throw OperatorException.failure(String.valueOf(e.getMessage()), e);
        } finally {
            while (!open.isEmpty()) {
                open.pop().close();
            }
        }
    }

    private static RocksBlockStore open(Path path, Genesis genesis, Deque<AutoCloseable> open) {
        if (!BasePath.isIn(path)) {
            throw OperatorException.failure(path + " is no base path of a node: check the directory");
        }
        BasePath base = BasePath.open(path);
        open.push(base);
        RocksBlockStore store = RocksBlockStore.open(base, genesis.chain(), RocksLimits.DEFAULT);
        open.push(store);
        return store;
    }

    private static Verifier verifier(Genesis genesis) {
        return Verifier.of(
                genesis,
                SignatureSchemes.byId(genesis.scheme())
                        .orElseThrow(() -> OperatorException.failure("chain " + genesis.name()
                                + " uses signature scheme " + genesis.scheme()
                                + ", which this version does not know: install a newer one")),
                SignatureSchemes.ed25519());
    }

    private List<String> text(Report report, Genesis genesis) {
        List<String> lines = new ArrayList<>();
        for (Fork fork : report.forks()) {
            lines.add("The chains part at height " + fork.height() + ": " + names.get(fork.first()) + " holds "
                    + shortId(fork.ofFirst()) + ", " + names.get(fork.second()) + " holds "
                    + shortId(fork.ofSecond()) + ".");
        }
        if (report.forks().isEmpty()) {
            lines.add(names.size() == 1 ? "One chain was given." : "The chains agree.");
        }
        for (Finding finding : report.findings()) {
            lines.add("Guilty: " + name(finding.validator(), genesis) + ", power " + finding.power() + " of "
                    + finding.total() + ": " + words(finding.evidence()) + ".");
        }
        if (report.findings().isEmpty()) {
            lines.add(
                    report.forks().isEmpty()
                            ? "Nobody signed contradicting votes in what was kept."
                            : "What was kept names nobody: ask more nodes.");
        } else if (report.namesAThird()) {
            lines.add("Together they hold a third of the power or more: enough to part the chains.");
        } else {
            lines.add("Together they hold less than a third of the power"
                    + (report.forks().isEmpty() ? "." : ", which parts no chains: ask more nodes."));
        }
        return lines;
    }

    private static String shortId(Object id) {
        String text = id.toString();
        return text.substring(0, Math.min(ID_CHARACTERS, text.length()));
    }

    private static String name(PublicKey key, Genesis genesis) {
        return genesis.members().stream()
                .filter(member -> member.consensusKey().equals(key))
                .map(member -> member.name() + " (key " + shortId(key) + ")")
                .findFirst()
                .orElseGet(() -> "key " + key);
    }

    private static String words(Evidence evidence) {
        if (evidence instanceof Evidence.ConflictingVotes votes) {
            return "signed " + votes.first().subject() + " and "
                    + votes.second().subject();
        }
        return "proposed an invalid block in round " + evidence.round();
    }

    private ObjectNode json(Report report, Genesis genesis) {
        ObjectNode node = Json.object();
        ArrayNode forks = node.putArray("forks");
        for (Fork fork : report.forks()) {
            forks.addObject()
                    .put("height", fork.height().number())
                    .put("first", names.get(fork.first()))
                    .put("firstBlock", fork.ofFirst().toString())
                    .put("second", names.get(fork.second()))
                    .put("secondBlock", fork.ofSecond().toString());
        }
        ArrayNode guilty = node.putArray("guilty");
        for (Finding finding : report.findings()) {
            ObjectNode one = guilty.addObject();
            genesis.members().stream()
                    .filter(member -> member.consensusKey().equals(finding.validator()))
                    .findFirst()
                    .ifPresent(member -> one.put("name", member.name()));
            one.put("key", finding.validator().toString())
                    .put("round", finding.evidence().round().toString())
                    .put("power", finding.power().units())
                    .put("totalPower", finding.total().units())
                    .put("evidence", HexFormat.of().formatHex(StoredForms.encode(finding.evidence())));
        }
        return node.put("namesAThird", report.namesAThird());
    }
}
