package io.quorate.node.cli;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose account signs: that of a node's keystore, or of the public development keys. */
final class AccountOptions {
    @Mixin
    private final DevelopmentKeyOptions development = new DevelopmentKeyOptions();

    @Option(names = "--base-path", paramLabel = "DIR", description = "Of the node with this base path.")
    private Optional<Path> basePath = Optional.empty();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Its first line is the passphrase. Else QUORATE_PASSPHRASE, else you are asked.")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(names = "--no-passphrase", description = "The keys are not encrypted: on development chains only.")
    private boolean plain;

    /** The account's key. */
    Signer account(Terminal terminal) {
        return chosen().map(keys -> keys.account().signer()).orElseGet(() -> load(NodeKeys.ACCOUNT, terminal));
    }

    /** The key of the validator's votes. */
    Signer validator(Terminal terminal) {
        return chosen().map(keys -> keys.validator().signer())
                .orElseGet(() -> load(KeyPurpose.VALIDATOR.id(), terminal));
    }

    /** The keystore; the development keys have none. */
    Keystore keystore() {
        Path directory = NodeKeys.directory(basePath.orElseThrow(() -> OperatorException.usage(
                "everybody knows the development keys, and no base path keeps them: give --base-path")));
        if (!Files.isDirectory(directory)) {
            throw OperatorException.failure("there is no keystore " + directory + ": check --base-path");
        }
        return Keystore.open(directory);
    }

    Secret secret(Terminal terminal) {
        return Secret.obtain(plain, passphraseFile, terminal, false);
    }

    private Optional<DevelopmentKeys> chosen() {
        Optional<DevelopmentKeys> keys = development.get();
        if (keys.isPresent() == basePath.isPresent()) {
            throw OperatorException.usage(
                    "give either --base-path or one of --alice, --bob, --charlie, --dave, --eve, --ferdie");
        }
        return keys;
    }

    private Signer load(String name, Terminal terminal) {
        try (Secret secret = secret(terminal)) {
            return keystore()
                    .load(name, secret.passphrase())
                    .map(KeyEntry::signer)
                    .orElseThrow(() -> OperatorException.failure("there is no key " + name + ": see quorate key list"));
        }
    }
}
