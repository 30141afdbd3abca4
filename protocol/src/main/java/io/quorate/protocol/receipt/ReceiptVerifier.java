package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleProof;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.ChainReceipt.Step;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks receipts of one chain, from its genesis alone. Needs no node, no network and no files. Total and pure: the same
 * receipt always gives the same outcome, and no bytes make it throw. Thread-safe.
 *
 * <p>The work is bounded by the receipt's length: one signature check for each signature in it.
 */
public final class ReceiptVerifier {
    private final Genesis genesis;
    private final EntryNames names;
    private final Verifier certificates;

    /**
     * For one chain.
     *
     * @param votes the scheme that genesis names
     * @param names the application's entries
     */
    public ReceiptVerifier(Genesis genesis, SignatureScheme votes, EntryNames names) {
        this.genesis = genesis;
        this.names = names;
        this.certificates = Verifier.of(genesis, votes, votes);
    }

    /** Checks the protobuf form of a receipt. */
    public Outcome verify(byte[] bytes, Optional<Pin> pin) {
        ChainReceipt receipt;
        try {
            receipt = StoredForms.chainReceipt(bytes);
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(Check.FORM, "this is no receipt: " + e.getMessage());
        }
        return verify(receipt, pin);
    }

    /** Checks a receipt that was read from any form, of which there is one for each receipt. */
    public Outcome verify(ChainReceipt receipt, Optional<Pin> pin) {
        try {
            checkChain(receipt);
            Trust trust = start(receipt, pin);
            for (Step step : receipt.steps()) {
                checkStep(step, trust);
                trust = Trust.of(step.header(), step.set());
            }
            checkDescent(receipt);
            checkPinned(receipt, pin);
            checkClaim(receipt);
            require(Check.SEAL, StoredForms.seal(receipt).equals(receipt.seal()), "the receipt was damaged or changed");
            Step last = receipt.last();
            return new Outcome.Proven(
                    receipt.claim(),
                    receipt.proven(),
                    last.header(),
                    last.set().powerOf(last.certificate().signers()),
                    last.set().total(),
                    receipt.steps().size(),
                    pin.isPresent());
        } catch (Refusal refusal) {
            return new Outcome.Refused(refusal.check, refusal.reason);
        }
    }

    private void checkChain(ChainReceipt receipt) throws Refusal {
        for (BlockHeader header : headers(receipt)) {
            require(
                    Check.CHAIN,
                    header.chain().equals(genesis.chain()),
                    "block " + header.height() + " is of chain "
                            + header.chain().shortHex() + ", not "
                            + genesis.chain().shortHex());
            require(
                    Check.CHAIN,
                    header.version() == BlockHeader.VERSION,
                    "block " + header.height() + " is of version " + header.version() + ", not " + BlockHeader.VERSION);
        }
    }

    private Trust start(ChainReceipt receipt, Optional<Pin> pin) throws Refusal {
        if (receipt.checkpoint().isEmpty()) {
            return Trust.of(genesis);
        }
        ChainReceipt.Checkpoint checkpoint = receipt.checkpoint().get();
        BlockHeader header = checkpoint.header();
        String begins = "it begins at block " + header.height() + ":" + header.id();
        Pin pinned = need(Check.START, pin, begins + ", which nobody has vouched for here");
        require(Check.START, pinned.is(header), begins + ", not at " + pinned);
        require(
                Check.SET,
                checkpoint.set().hash().equals(header.validators()),
                "the set of block " + header.height() + " is not the one it names");
        return Trust.of(header, checkpoint.set());
    }

    private void checkStep(Step step, Trust trust) throws Refusal {
        BlockHeader header = step.header();
        Certificate certificate = step.certificate();
        ValidatorSet set = step.set();
        Signers signers = certificate.signers();
        String block = "block " + header.height();
        require(
                Check.ORDER,
                trust.height().number() < header.height().number()
                        && !header.epoch().isBefore(trust.epoch()),
                block + " of epoch " + header.epoch() + " does not come after block " + trust.height() + " of epoch "
                        + trust.epoch());
        // A notarization names a block too, and does not make it final.
        require(
                Check.CERTIFICATE,
                certificate.kind() == VoteKind.FINALIZE,
                "the certificate of " + block + " is no finalization");
        require(
                Check.CERTIFICATE,
                certificate.subject().block().equals(header.id()),
                "the certificate is of another block than " + block);
        require(
                Check.CERTIFICATE,
                certificate.round().epoch().equals(header.epoch()),
                "the certificate of " + block + " is of epoch "
                        + certificate.round().epoch() + ", not " + header.epoch());
        require(Check.SET, set.hash().equals(header.validators()), "the set of " + block + " is not the one it names");
        require(
                Check.QUORUM,
                signers.setSize() == set.size(),
                "the certificate of " + block + " is of a set of " + signers.setSize() + ", not " + set.size());
        require(
                Check.QUORUM,
                set.isQuorum(signers),
                "power " + set.powerOf(signers) + " of " + set.total() + " signed " + block + ": no quorum");
        require(
                Check.TRUST,
                trust.reaches(header, set, signers),
                "nothing leads from the set of epoch " + trust.epoch() + " to that of " + block + " in epoch "
                        + header.epoch() + ": of power " + trust.set().total() + ", "
                        + trust.counted(set, signers) + " signed it");
        Verdict<Certificate> verdict = certificates.certificate(certificate, EpochSets.of(header.epoch(), set));
        if (verdict instanceof Verdict.Rejected<Certificate> rejected) {
            throw new Refusal(Check.SIGNATURES, "the certificate of " + block + ": " + rejected.reason());
        }
        require(Check.SIGNATURES, verdict instanceof Verdict.Accepted<Certificate>, "the set is not known");
    }

    /** Each header names the one before it by its hash, so the certified one vouches for all of them. */
    private static void checkDescent(ChainReceipt receipt) throws Refusal {
        BlockHeader below = receipt.last().header();
        for (int i = receipt.descent().size() - 1; i >= 0; i--) {
            BlockHeader header = receipt.descent().get(i);
            require(
                    Check.DESCENT,
                    below.parent().equals(header.id()),
                    "block " + header.height() + " is not the parent of block " + below.height());
            below = header;
        }
    }

    private static void checkPinned(ChainReceipt receipt, Optional<Pin> pin) throws Refusal {
        if (pin.isPresent()) {
            require(
                    Check.CHECKPOINT,
                    headers(receipt).stream().anyMatch(pin.get()::is),
                    "the pinned block " + pin.get() + " is not among those shown: ask for a receipt that begins there");
        }
    }

    private void checkClaim(ChainReceipt receipt) throws Refusal {
        if (receipt.claim() instanceof ChainReceipt.Entry entry) {
            check(receipt.proven(), entry);
        } else if (receipt.claim() instanceof ChainReceipt.Execution execution) {
            check(receipt.proven(), execution);
        } else if (receipt.claim() instanceof ChainReceipt.Unexecuted unexecuted) {
            check(receipt.proven(), unexecuted);
        }
    }

    private void check(BlockHeader header, ChainReceipt.Unexecuted unexecuted) throws Refusal {
        check(header, unexecuted.entry());
        byte[] told = need(Check.PROOF, unexecuted.entry().value(), "that there is no entry tells nothing");
        List<Hash> sets = need(
                Check.PROOF,
                names.executed(unexecuted.entry().kind(), told, unexecuted.expiry()),
                "the state of block " + header.height() + " is not shown to tell of all transactions of this expiry");
        require(
                Check.PROOF,
                sets.size() == unexecuted.gaps().size(),
                "it names " + sets.size() + " sets of transactions, and "
                        + unexecuted.gaps().size() + " are shown");
        Hash id = unexecuted.id().hash();
        for (int i = 0; i < sets.size(); i++) {
            require(
                    Check.PROOF,
                    unexecuted.gaps().get(i).excludes(sets.get(i), id),
                    "the transaction is not shown to be missing in set " + (i + 1) + " of " + sets.size());
        }
    }

    private void check(BlockHeader header, ChainReceipt.Entry entry) throws Refusal {
        StateKey key = need(
                Check.NAME,
                names.key(entry.kind(), entry.name()),
                "the application has no entries of this kind and name");
        byte[] name = key.toBytes();
        // consensus.md, Blocks and execution: the state root is that of the state after the block
        Hash root = header.stateRoot();
        if (entry.value().isPresent()) {
            require(
                    Check.PROOF,
                    entry.proof().includes(root, name, entry.value().get()),
                    "the state of block " + header.height() + " is not shown to hold this value there");
        } else {
            require(
                    Check.PROOF,
                    entry.proof().excludes(root, name),
                    "the state of block " + header.height() + " is not shown to hold nothing there");
        }
    }

    private static void check(BlockHeader header, ChainReceipt.Execution execution) throws Refusal {
        // The root alone does not say how many leaves it is over: the header does.
        MerkleProof path = new MerkleProof(execution.index(), header.transactionCount(), execution.siblings());
        require(
                Check.PROOF,
                path.proves(header.receiptsRoot(), execution.receipt().toBytes()),
                "block " + header.height() + " is not shown to have this result of a transaction there");
    }

    private static List<BlockHeader> headers(ChainReceipt receipt) {
        List<BlockHeader> headers = new ArrayList<>();
        receipt.checkpoint().ifPresent(checkpoint -> headers.add(checkpoint.header()));
        Stream.concat(receipt.steps().stream().map(Step::header), receipt.descent().stream())
                .forEach(headers::add);
        return headers;
    }

    private static void require(Check check, boolean holds, String otherwise) throws Refusal {
        if (!holds) {
            throw new Refusal(check, otherwise);
        }
    }

    private static <T> T need(Check check, Optional<T> value, String otherwise) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal(check, otherwise);
        }
        return value.get();
    }

    /** A value on its way out, without a trace. */
    private static final class Refusal extends Exception {
        private final Check check;
        private final String reason;

        Refusal(Check check, String reason) {
            super(reason, null, false, false);
            this.check = check;
            this.reason = reason;
        }
    }
}
