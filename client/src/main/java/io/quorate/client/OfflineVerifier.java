package io.quorate.client;

import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.receipt.Check;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.receipt.Pin;
import io.quorate.protocol.receipt.ReceiptVerifier;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Genesis;
import java.util.Optional;

/**
 * Checks receipts of one chain, in both their forms, from its genesis alone: no node, no network, no files. Total: no
 * bytes make it throw. Thread-safe.
 *
 * <p>Without a pin it trusts that no quorum of past validators has signed, or let others sign, two histories, even long
 * after they left (weak subjectivity). A pin is a block that is known from elsewhere; it takes that worry away.
 */
public final class OfflineVerifier {
    /** What everybody who pins no block should be told. */
    public static final String UNPINNED =
            "no block is pinned, so this trusts that no quorum of past validators ever lent"
                    + " or lost its keys; pin a block you know of with --trusted HEIGHT:ID";

    private final ReceiptVerifier verifier;

    /**
     * For a chain.
     *
     * @throws IllegalArgumentException if this version has not the signature scheme that its genesis names
     */
    public OfflineVerifier(Genesis genesis) {
        this.verifier = new ReceiptVerifier(
                genesis,
                SignatureSchemes.byId(genesis.scheme())
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no signature scheme " + genesis.scheme())),
                new LedgerEntries());
    }

    /**
     * Checks a receipt's file.
     *
     * @param bytes its JSON or its protobuf form
     * @param pin a block that must be part of what is shown
     */
    public Outcome verify(byte[] bytes, Optional<Pin> pin) {
        if (bytes.length == 0 || bytes[0] != '{') {
            return verifier.verify(bytes, pin);
        }
        ChainReceipt receipt;
        try {
            receipt = ReceiptJson.read(bytes);
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(Check.FORM, "this is no receipt: " + e.getMessage());
        }
        return verifier.verify(receipt, pin);
    }

    /** Checks a receipt. */
    public Outcome verify(ChainReceipt receipt, Optional<Pin> pin) {
        return verifier.verify(receipt, pin);
    }
}
