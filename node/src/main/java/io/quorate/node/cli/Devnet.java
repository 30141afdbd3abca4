package io.quorate.node.cli;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.node.config.Chains;
import io.quorate.node.config.Failures;
import io.quorate.node.config.GenesisFile;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.p2p.PeerIds;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.VotingPower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The validators of a development network as child processes, from their start to their end. */
final class Devnet implements AutoCloseable {
    private final Terminal terminal;
    private final Path directory;
    private final boolean temporary;
    private final List<ValidatorProcess> validators = new ArrayList<>();
    private boolean closed;

    Devnet(Terminal terminal, Path directory, boolean temporary) {
        this.terminal = terminal;
        this.directory = directory;
        this.temporary = temporary;
    }

    /** In the order of their start; the first is everyone's bootnode. */
    List<ValidatorProcess> validators() {
        return List.copyOf(validators);
    }

    /** Starts them all, and returns when each of them answers. */
    void start(int count) throws InterruptedException {
        terminal.print("Starting " + count + (count == 1 ? " validator" : " validators") + "; data and logs are in "
                + directory + (temporary ? ", deleted at the end (--keep keeps it)" : ""));
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            identities.add(identity(i));
        }
        String chain = chain(identities);
        FreePorts ports = new FreePorts();
        int bootnodePort = 0;
        for (Identity identity : identities) {
            FreePorts.Three three = ports.next();
            Optional<String> bootnode = bootnodePort == 0
                    ? Optional.empty()
                    : Optional.of("/ip4/127.0.0.1/tcp/" + bootnodePort + "/p2p/"
                            + PeerIds.of(identities.get(0).node().publicKey()));
            bootnodePort = bootnodePort == 0 ? three.peers() : bootnodePort;
            synchronized (this) {
                if (closed) {
                    return;
                }
                validators.add(ValidatorProcess.start(
                        directory, identity.arguments(), identity.name(), chain, three, bootnode));
            }
        }
        for (ValidatorProcess validator : validators) {
            validator.awaitReady();
            terminal.print(String.format(
                    Locale.ROOT,
                    "  %-9s process %d, RPC %s, metrics %s, log %s",
                    validator.name(),
                    validator.pid(),
                    validator.rpcUrl(),
                    validator.metricsUrl(),
                    validator.log()));
        }
        VotingPower power = new VotingPower((long) count * DevelopmentMembers.STAKE);
        long liars = power.toleratedByzantine().units() / DevelopmentMembers.STAKE;
        long silent = (power.units() - power.leastQuorum().units()) / DevelopmentMembers.STAKE;
        terminal.print(
                "They go on with " + silent + " of them stopped, and stay right with " + liars + " of them lying.");
        terminal.print("");
    }

    /** Who a validator is, and what it is told on its command line. */
    private record Identity(String name, KeyEntry node, Genesis.Member member, List<String> arguments) {}

    private Identity identity(int index) {
        DevelopmentKeys[] known = DevelopmentKeys.values();
        if (index < known.length) {
            DevelopmentKeys keys = known[index];
            return new Identity(keys.id(), keys.node(), DevelopmentMembers.of(keys), List.of("--" + keys.id()));
        }
        String name = "validator-" + (index + 1);
        Keystore keystore = Keystore.open(NodeKeys.directory(directory.resolve(name)));
        KeyEntry node = key(keystore, KeyPurpose.NODE.id(), KeyPurpose.NODE);
        KeyEntry validator = key(keystore, KeyPurpose.VALIDATOR.id(), KeyPurpose.VALIDATOR);
        KeyEntry account = key(keystore, NodeKeys.ACCOUNT, KeyPurpose.INSTANCE);
        Genesis.Member member = new Genesis.Member(
                name, validator.publicKey(), account.publicKey(), new VotingPower(DevelopmentMembers.STAKE));
        return new Identity(name, node, member, List.of("--name", name));
    }

    private static KeyEntry key(Keystore keystore, String name, KeyPurpose purpose) {
        return keystore.load(name, Optional.empty()).orElseGet(() -> {
            KeyEntry fresh = KeyEntry.generate(purpose, SignatureSchemes.ed25519(), new SecureRandom());
            keystore.store(name, fresh, Optional.empty());
            return fresh;
        });
    }

    /** A chain that comes with the node if there is one of this size; else one written for it. */
    private String chain(List<Identity> identities) {
        for (String name : Chains.NAMES) {
            if (Chains.load(name).members().size() == identities.size()) {
                return name;
            }
        }
        Genesis model = Chains.load("local");
        Genesis genesis = new Genesis(
                model.chain(),
                "devnet-" + identities.size(),
                true,
                model.time(),
                model.scheme(),
                model.delta(),
                model.blockInterval(),
                model.epochDuration(),
                model.maxBlockBytes(),
                model.maxBlockTransactions(),
                identities.stream().map(Identity::member).toList());
        Path file = directory.resolve("genesis-" + identities.size() + ".json");
        try {
            Files.write(file, GenesisFile.write(genesis));
        } catch (IOException e) {
            throw OperatorException.failure("cannot write " + file + ": " + Failures.reason(e), e);
        }
        return file.toString();
    }

    /** What is to be said about validators that have died and were not spoken of yet. */
    List<String> obituaries() {
        List<String> lines = new ArrayList<>();
        for (ValidatorProcess validator : validators) {
            validator.obituary().ifPresent(lines::add);
        }
        return lines;
    }

    boolean allDead() {
        return validators.stream().noneMatch(ValidatorProcess::isAlive);
    }

    /** Ends all of them: first by request, then by force. Deletes what is temporary, unless a log may be wanted. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // The log of one that died may be wanted.
        boolean delete = temporary && validators.stream().allMatch(ValidatorProcess::isAlive);
        validators.forEach(ValidatorProcess::requestStop);
        validators.forEach(ValidatorProcess::awaitStop);
        if (delete) {
            delete();
        }
        terminal.print("All validators have stopped" + (delete ? "." : "; data and logs are in " + directory + "."));
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            terminal.err().println("quorate: could not delete " + directory + ": " + Failures.reason(e));
        }
    }
}
