package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.KeyProofs;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.node.config.OperatorException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorate key rotate}: another key for a validator's votes, from the next epoch on. */
@Command(
        name = "rotate",
        header = "Make a new validator key, and have it take the old one's place when the epoch ends.",
        description = {
            "%nThe new key is kept as validator-next. When the next epoch has begun, stop the node, put"
                    + " validator-next.json in the place of validator.json (keep the old file), and start it again.%n"
        },
        footer = {"", "Example:", "  quorate key rotate --base-path /var/lib/quorate"})
final class RotateCommand implements Callable<Integer> {
    /** What the new key is called in the keystore until the old one is put away. */
    static final String NEXT = "validator-next";

    private final Terminal terminal;

    @Mixin
    private final ClientOptions node = new ClientOptions();

    @Mixin
    private final AccountOptions keys = new AccountOptions();

    RotateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Keystore keystore = keys.keystore();
        AccountClient account = new AccountClient(node.client(), keys.account(terminal));
        Signer old = keys.validator(terminal);
        Signer next = next(keystore).signer();
        PublicKey key = next.publicKey();
        byte[] statement = KeyProofs.rotation(account.chain(), account.account().publicKey(), old.publicKey(), key);
        JsonNode answer = submit(account, new RotateKey(key, old.sign(statement), next.sign(statement)));
        if (!node.printed(answer, terminal)) {
            terminal.show("final in block " + answer.path("height").asText() + ": key " + key
                    + " votes from the next epoch on");
            terminal.show("then stop the node, put " + NEXT + ".json in the place of validator.json, and start it");
        }
        return 0;
    }

    private static JsonNode submit(AccountClient account, RotateKey rotation) throws InterruptedException {
        try {
            return account.submit(rotation);
        } catch (OperatorException e) {
            if (String.valueOf(e.getMessage()).startsWith(FailureCode.KEY_TAKEN.name())) {
                throw OperatorException.failure(
                        e.getMessage() + "; if you rotated before, put " + NEXT
                                + ".json in the place of validator.json first",
                        e);
            }
            throw e;
        }
    }

    /** The new key: kept before the network hears of it; one that is kept from an earlier try is used again. */
    private KeyEntry next(Keystore keystore) {
        try (Secret secret = keys.secret(terminal)) {
            return keystore.load(NEXT, secret.passphrase()).orElseGet(() -> {
                KeyEntry fresh =
                        KeyEntry.generate(KeyPurpose.VALIDATOR, SignatureSchemes.ed25519(), new SecureRandom());
                keystore.store(NEXT, fresh, secret.passphrase());
                return keystore.load(NEXT, secret.passphrase())
                        .orElseThrow(() -> OperatorException.failure("the new key could not be kept"));
            });
        }
    }
}
