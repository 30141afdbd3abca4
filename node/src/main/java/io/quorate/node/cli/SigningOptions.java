package io.quorate.node.cli;

import io.quorate.crypto.keystore.KeyDescription;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.Chains;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Lets a client sign for itself, with a key file of its own, and check by itself what came of it. */
final class SigningOptions {
    private static final String ENDING = ".json";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Sign here with this key file (of quorate key generate); the node never sees the key.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Its first line is the passphrase of --key. Else QUORATE_PASSPHRASE, else you are asked.")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(
            names = "--chain",
            paramLabel = "GENESIS|NAME",
            description = "With --key: sign for this chain, and verify the receipt of what was signed. Else the node's"
                    + " word is taken for both.")
    private Optional<String> chain = Optional.empty();

    /** Whoever signs here, if --key is given. */
    Optional<AccountClient> account(RpcClient client, Terminal terminal) throws InterruptedException {
        if (file.isEmpty()) {
            if (chain.isPresent() || passphraseFile.isPresent()) {
                throw OperatorException.usage("--chain and --passphrase-file go with --key FILE");
            }
            return Optional.empty();
        }
        Signer signer = load(file.get(), terminal);
        Optional<Genesis> genesis = chain.map(Chains::load);
        return Optional.of(
                genesis.isPresent()
                        ? AccountClient.of(client, signer, genesis.get())
                        : new AccountClient(client, signer));
    }

    private Signer load(Path path, Terminal terminal) {
        String name = String.valueOf(path.getFileName());
        Path directory = Optional.ofNullable(path.getParent()).orElse(Path.of("."));
        if (!name.endsWith(ENDING) || !Files.isRegularFile(path)) {
            throw OperatorException.usage("--key " + path + ": there is no such key file (they end in " + ENDING + ")");
        }
        String key = name.substring(0, name.length() - ENDING.length());
        Keystore keystore = Keystore.open(directory);
        boolean plain = !keystore.describe(key).map(KeyDescription::encrypted).orElse(true) && passphraseFile.isEmpty();
        try (Secret secret = Secret.obtain(plain, passphraseFile, terminal, false)) {
            return keystore.load(key, secret.passphrase())
                    .map(KeyEntry::signer)
                    .orElseThrow(() -> OperatorException.usage("--key " + path + ": there is no such key file"));
        }
    }
}
