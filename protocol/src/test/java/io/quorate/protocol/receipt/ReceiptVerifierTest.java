package io.quorate.protocol.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore.Location;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.ChainReceipt.Step;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ledger.md, State, receipts, proofs: what a receipt proves, and that nothing else passes for one. */
class ReceiptVerifierTest {
    /** One member of four is replaced in each epoch; after four of them nobody of the first set is left. */
    private static final EpochChain CHAIN = new EpochChain(
            new int[] {0, 1, 2, 3},
            new int[] {1, 2, 3, 4},
            new int[] {2, 3, 4, 5},
            new int[] {3, 4, 5, 6},
            new int[] {4, 5, 6, 7},
            new int[] {5, 6, 7, 8});

    private static final ReceiptVerifier VERIFIER = CHAIN.verifier();
    private static final Optional<Pin> NO_PIN = Optional.empty();

    private static Outcome verify(ChainReceipt receipt) {
        return VERIFIER.verify(StoredForms.encode(receipt), NO_PIN);
    }

    private static Outcome.Proven proven(ChainReceipt receipt, Optional<Pin> pin) {
        Outcome outcome = VERIFIER.verify(StoredForms.encode(receipt), pin);
        assertThat(outcome).isInstanceOf(Outcome.Proven.class);
        return (Outcome.Proven) outcome;
    }

    private static Pin pin(long height) {
        return new Pin(new Height(height), CHAIN.header(height).id());
    }

    private static void refused(ChainReceipt forged, Check check) {
        refused(VERIFIER.verify(EpochChain.sealed(forged), NO_PIN), check);
    }

    private static void refused(Outcome outcome, Check check) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.check()).as(refused.reason()).isEqualTo(check));
    }

    // ---- what proves

    @Test
    void anEntryIsProvenFromGenesisAloneInEveryBlockOfEveryEpoch() {
        for (long height = 1; height <= CHAIN.top(); height++) {
            byte[] value = SmallTree.bytes("" + height);
            Outcome.Proven proven = proven(CHAIN.entry(height, "height"), NO_PIN);

            assertThat(((ChainReceipt.Entry) proven.claim()).value())
                    .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(value));
            assertThat(proven.under()).isEqualTo(CHAIN.header(height));
            assertThat(proven.pinned()).isFalse();
        }
    }

    @Test
    void anEntryThatIsNotThereIsProvenToBeAbsent() {
        for (int i = 0; i < 50; i++) {
            Outcome.Proven proven = proven(CHAIN.entry(5, "nothing " + i), NO_PIN);

            assertThat(((ChainReceipt.Entry) proven.claim()).value()).isEmpty();
        }
    }

    @Test
    void aTransactionIsProvenWithItsResult() {
        for (long height = 1; height <= CHAIN.top(); height++) {
            List<Receipt> receipts = CHAIN.receipts(new Height(height)).orElseThrow();
            for (int i = 0; i < receipts.size(); i++) {
                ChainReceipt.Claim claim =
                        proven(CHAIN.execution(height, i), NO_PIN).claim();

                assertThat(((ChainReceipt.Execution) claim).receipt().toBytes())
                        .isEqualTo(receipts.get(i).toBytes());
            }
        }
        assertThat(ReceiptBuilder.claim(CHAIN, new Location(new Height(4), 0))).isEmpty();
    }

    @Test
    void aBlockWithoutACertificateIsProvenByTheHeadersUpToTheNextThatHasOne() {
        ChainReceipt receipt = CHAIN.entry(2, "height");

        Outcome.Proven proven = proven(receipt, NO_PIN);

        assertThat(receipt.descent()).hasSize(1);
        assertThat(proven.under().height().number()).isEqualTo(2);
        assertThat(proven.certified().height().number()).isEqualTo(3);
    }

    @Test
    void aSetThatKeepsAQuorumIsReachedInOneStepHoweverManyEpochsLater() {
        int[][] members = new int[40][];
        for (int i = 0; i < members.length; i++) {
            members[i] = new int[] {0, 1, 2, 10 + i};
        }
        EpochChain chain = new EpochChain(members);

        ChainReceipt receipt = chain.entry(chain.top(), "height");

        assertThat(receipt.steps()).hasSize(1);
        assertThat(chain.verifier().verify(receipt, NO_PIN)).isInstanceOf(Outcome.Proven.class);
    }

    @Test
    void whereNoQuorumIsKeptTheWayGoesThroughTheEpochsBetween() {
        ChainReceipt receipt = CHAIN.entry(CHAIN.top(), "height");

        assertThat(receipt.steps()).hasSizeBetween(3, 6);
        assertThat(proven(receipt, NO_PIN).steps()).isEqualTo(receipt.steps().size());
    }

    @Test
    void aSetWithNobodyOfTheOneBeforeIsReachedBecauseItWasNamed() {
        EpochChain chain = new EpochChain(new int[] {0, 1, 2}, new int[] {3, 4, 5, 6}, new int[] {7, 8});

        ChainReceipt receipt = chain.entry(chain.top(), "height");

        assertThat(receipt.steps()).hasSize(3);
        assertThat(chain.verifier().verify(receipt, NO_PIN)).isInstanceOf(Outcome.Proven.class);
        ChainReceipt gap = new ChainReceipt(
                Optional.empty(),
                List.of(receipt.steps().get(0), receipt.last()),
                List.of(),
                receipt.claim(),
                Hash.ZERO);
        refused(chain.verifier().verify(EpochChain.sealed(gap), NO_PIN), Check.TRUST);
    }

    // ---- where trust begins

    @Test
    void aReceiptMayBeginAtABlockThatItsReaderPins() {
        for (long start = 1; start < CHAIN.top(); start++) {
            long height = CHAIN.top();
            ChainReceipt receipt = CHAIN.built(height, CHAIN.claim(height, "colour"), Optional.of(new Height(start)));

            assertThat(proven(receipt, Optional.of(pin(start))).pinned())
                    .as("from %d", start)
                    .isTrue();
            refused(VERIFIER.verify(receipt, NO_PIN), Check.START);
            refused(
                    VERIFIER.verify(receipt, Optional.of(new Pin(new Height(start), new BlockId(Hash.ZERO)))),
                    Check.START);
            refused(VERIFIER.verify(receipt, Optional.of(pin(start + 1))), Check.START);
        }
    }

    @Test
    void aPinnedBlockMayLieAnywhereOnTheWay() {
        ChainReceipt receipt = CHAIN.entry(CHAIN.top() - 1, "colour");
        List<Long> shown = new ArrayList<>();
        receipt.steps().forEach(step -> shown.add(step.header().height().number()));
        receipt.descent().forEach(header -> shown.add(header.height().number()));

        for (long height = 1; height <= CHAIN.top(); height++) {
            Outcome outcome = VERIFIER.verify(receipt, Optional.of(pin(height)));
            if (shown.contains(height)) {
                assertThat(outcome).as("pin at %d", height).isInstanceOf(Outcome.Proven.class);
            } else {
                refused(outcome, Check.CHECKPOINT);
            }
        }
    }

    @Test
    void aBlockPinnedAboveTheClaimLeadsDownToIt() {
        for (long above = 4; above <= 9; above++) {
            ChainReceipt receipt = CHAIN.built(4, CHAIN.claim(4, "colour"), Optional.of(new Height(above)));

            assertThat(proven(receipt, Optional.of(pin(above))).under()).isEqualTo(CHAIN.header(4));
        }
    }

    @Test
    void aCheckpointWithAnotherSetIsRefused() {
        ChainReceipt receipt = CHAIN.built(9, CHAIN.claim(9, "colour"), Optional.of(new Height(4)));
        ChainReceipt forged = new ChainReceipt(
                Optional.of(new ChainReceipt.Checkpoint(CHAIN.header(4), EpochChain.set(5, 6, 7, 8))),
                receipt.steps(),
                receipt.descent(),
                receipt.claim(),
                Hash.ZERO);

        refused(VERIFIER.verify(EpochChain.sealed(forged), Optional.of(pin(4))), Check.SET);
    }

    @Test
    void whatCannotBeBuiltIsSaid() {
        ReceiptBuilder builder = new ReceiptBuilder(CHAIN, CHAIN.genesis);
        ChainReceipt.Claim claim = CHAIN.claim(1, "colour");

        assertThat(builder.build(new Height(CHAIN.top() + 1), claim, Optional.empty()))
                .isInstanceOf(ReceiptBuilder.Built.NotCertified.class);
        assertThat(builder.build(new Height(1), claim, Optional.of(Height.ZERO)))
                .isInstanceOf(ReceiptBuilder.Built.Impossible.class);
        assertThat(builder.build(new Height(1), claim, Optional.of(new Height(1_000))))
                .isInstanceOf(ReceiptBuilder.Built.Impossible.class);
    }

    @Test
    void aPinIsAHeightAndAnId() {
        assertThat(Pin.parse(pin(7).toString())).isEqualTo(pin(7));
        for (String bad :
                List.of("", "7", "7:", ":" + pin(7).id(), "0:" + pin(7).id(), "7:" + pin(7).id() + ":", "-7:x")) {
            assertThatThrownBy(() -> Pin.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    // ---- what is refused, check by check

    private static ChainReceipt with(ChainReceipt receipt, Step last) {
        List<Step> steps = new ArrayList<>(receipt.steps());
        steps.set(steps.size() - 1, last);
        return new ChainReceipt(receipt.checkpoint(), steps, receipt.descent(), receipt.claim(), Hash.ZERO);
    }

    private static ChainReceipt with(ChainReceipt receipt, ChainReceipt.Claim claim) {
        return new ChainReceipt(receipt.checkpoint(), receipt.steps(), receipt.descent(), claim, Hash.ZERO);
    }

    private static ChainReceipt with(ChainReceipt receipt, Certificate certificate) {
        return with(
                receipt,
                new Step(receipt.last().header(), certificate, receipt.last().set()));
    }

    private static ChainReceipt with(ChainReceipt receipt, ValidatorSet set) {
        return with(receipt, new Step(receipt.last().header(), receipt.last().certificate(), set));
    }

    /** A block that was never final, as anybody can make one up. */
    private static BlockHeader madeUp(BlockHeader like, Epoch epoch, ValidatorSet set) {
        return new BlockHeader(
                like.version(),
                like.chain(),
                epoch,
                like.height(),
                like.parent(),
                like.proposer(),
                like.time(),
                like.transactionCount(),
                like.bodySize(),
                like.transactionsRoot(),
                like.receiptsRoot(),
                new SmallTree().with("colour", "blue").root(),
                set.hash(),
                set.hash());
    }

    private static ChainReceipt madeUp(Epoch epoch, ValidatorSet own, ValidatorSet signing) {
        BlockHeader header = madeUp(CHAIN.header(4), epoch, own);
        SmallTree tree = new SmallTree().with("colour", "blue");
        return new ChainReceipt(
                Optional.empty(),
                List.of(new Step(header, CHAIN.finalization(header, signing), own)),
                List.of(),
                new ChainReceipt.Entry("entry", "colour", tree.value("colour"), tree.prove("colour")),
                Hash.ZERO);
    }

    private static final ChainReceipt HONEST = CHAIN.entry(4, "colour");

    @Test
    void aReceiptOfAnotherChainOrVersionIsRefused() {
        BlockHeader header = HONEST.last().header();
        BlockHeader foreign = new BlockHeader(
                header.version(),
                new ChainId(Sha256.hash()),
                header.epoch(),
                header.height(),
                header.parent(),
                header.proposer(),
                header.time(),
                header.transactionCount(),
                header.bodySize(),
                header.transactionsRoot(),
                header.receiptsRoot(),
                header.stateRoot(),
                header.validators(),
                header.nextValidators());
        BlockHeader newer = new BlockHeader(
                2,
                header.chain(),
                header.epoch(),
                header.height(),
                header.parent(),
                header.proposer(),
                header.time(),
                header.transactionCount(),
                header.bodySize(),
                header.transactionsRoot(),
                header.receiptsRoot(),
                header.stateRoot(),
                header.validators(),
                header.nextValidators());
        for (BlockHeader other : List.of(foreign, newer)) {
            refused(
                    with(
                            HONEST,
                            new Step(
                                    other,
                                    CHAIN.finalization(other, HONEST.last().set()),
                                    HONEST.last().set())),
                    Check.CHAIN);
        }
    }

    @Test
    void stepsThatDoNotLeadUpAreRefused() {
        for (long back : List.of(1L, 3L, 4L)) {
            ChainReceipt earlier = CHAIN.entry(back, "colour");
            refused(
                    new ChainReceipt(
                            Optional.empty(),
                            List.of(HONEST.last(), earlier.last()),
                            List.of(),
                            earlier.claim(),
                            Hash.ZERO),
                    Check.ORDER);
        }
    }

    @Test
    void aCertificateOfAnotherKindBlockOrEpochIsRefused() {
        ValidatorSet set = HONEST.last().set();
        Subject subject = HONEST.last().certificate().subject();

        refused(
                with(
                        HONEST,
                        CHAIN.certificate(
                                Subject.notarize(subject.round(), subject.parentView(), subject.block()), set)),
                Check.CERTIFICATE);
        refused(with(HONEST, CHAIN.certificate(Subject.nullify(subject.round()), set)), Check.CERTIFICATE);
        refused(
                with(
                        HONEST,
                        CHAIN.certificate(
                                Subject.finalize(
                                        subject.round(),
                                        View.ZERO,
                                        CHAIN.header(5).id()),
                                set)),
                Check.CERTIFICATE);
        refused(
                with(
                        HONEST,
                        CHAIN.certificate(
                                Subject.finalize(new Round(new Epoch(3), subject.view()), View.ZERO, subject.block()),
                                set)),
                Check.CERTIFICATE);
    }

    @Test
    void aSetThatDiffersInAnythingIsRefused() {
        List<Validator> honest = HONEST.last().set().validators();
        List<Validator> swapped = new ArrayList<>(honest);
        Collections.swap(swapped, 0, 1);
        Validator first = honest.get(0);
        for (Validator other : List.of(
                new Validator(first.key(), first.power(), first.leaderWeight() + 1),
                new Validator(first.key(), new VotingPower(2), first.leaderWeight()),
                new Validator(EpochChain.signer(9).publicKey(), first.power(), first.leaderWeight()))) {
            List<Validator> changed = new ArrayList<>(honest);
            changed.set(0, other);
            refused(with(HONEST, ValidatorSet.of(changed)), Check.SET);
        }
        refused(with(HONEST, ValidatorSet.of(swapped)), Check.SET);
        refused(with(HONEST, ValidatorSet.of(honest.subList(0, 3))), Check.SET);
    }

    @Test
    void fewerThanAQuorumIsRefused() {
        ValidatorSet set = HONEST.last().set();
        Subject subject = HONEST.last().certificate().subject();
        Signers two = Signers.none(4).with(new ValidatorIndex(0)).with(new ValidatorIndex(1));
        Certificate certificate = HONEST.last().certificate();

        refused(with(HONEST, CHAIN.certificate(subject, set, two)), Check.QUORUM);
        refused(with(HONEST, CHAIN.certificate(subject, set, Signers.none(4))), Check.QUORUM);
        refused(
                with(
                        HONEST,
                        new Certificate(
                                subject,
                                Signers.of(
                                        5,
                                        java.util.BitSet.valueOf(
                                                certificate.signers().toBytes())),
                                certificate.signatures())),
                Check.QUORUM);
    }

    @Test
    void aSignatureOfSomeoneElseCountsForNobody() {
        ChainReceipt receipt = CHAIN.entry(1, "colour");
        Certificate certificate = receipt.last().certificate();
        List<Signature> repeated =
                Collections.nCopies(3, certificate.signatures().get(0));
        List<Signature> swapped = new ArrayList<>(certificate.signatures());
        Collections.swap(swapped, 0, 1);
        List<Signature> shortened = new ArrayList<>(certificate.signatures());
        shortened.set(2, Signature.of(new byte[63]));
        for (List<Signature> signatures : List.of(repeated, swapped, shortened)) {
            refused(
                    with(receipt, new Certificate(certificate.subject(), certificate.signers(), signatures)),
                    Check.SIGNATURES);
        }
        // All whom the bitmap names but the first sit one place on: their signatures are others'.
        Signers moved = Signers.none(4)
                .with(new ValidatorIndex(0))
                .with(new ValidatorIndex(2))
                .with(new ValidatorIndex(3));
        refused(
                with(receipt, new Certificate(certificate.subject(), moved, certificate.signatures())),
                Check.SIGNATURES);
    }

    @Test
    void aSetOfStrangersProvesNothingHoweverWellItSigns() {
        ValidatorSet strangers = EpochChain.set(20, 21, 22, 23);
        for (long epoch = 1; epoch <= 5; epoch++) {
            refused(madeUp(new Epoch(epoch), strangers, strangers), Check.TRUST);
        }
    }

    @Test
    void tooFewOfTheTrustedSetCountHoweverManyStrangersJoinThem() {
        // Two of the four of genesis, with strangers: a quorum of their own set, half of the trusted one.
        ValidatorSet mixed = EpochChain.set(0, 1, 20, 21, 22, 23);
        refused(madeUp(new Epoch(3), mixed, mixed), Check.TRUST);

        // The powers that count are those of the trusted set, not those that a made-up set gives the same keys.
        List<Validator> heavy = new ArrayList<>();
        heavy.add(new Validator(EpochChain.signer(0).publicKey(), new VotingPower(1_000_000)));
        heavy.add(new Validator(EpochChain.signer(20).publicKey(), new VotingPower(1)));
        refused(madeUp(new Epoch(3), ValidatorSet.of(heavy), ValidatorSet.of(heavy)), Check.TRUST);
    }

    @Test
    void keysThatSomeoneHoldsNoSecretOfDoNotHelp() {
        // Small-order keys, for which some equations hold for many messages, beside a quorum of honest names.
        PublicKey neutral = PublicKey.of(new byte[] {
            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        });
        List<Validator> members = new ArrayList<>(CHAIN.genesis.validators().validators());
        members.add(new Validator(neutral, new VotingPower(100)));
        ValidatorSet set = ValidatorSet.of(members);
        BlockHeader header = madeUp(CHAIN.header(4), new Epoch(3), set);
        Signers all = Signers.of(5, java.util.BitSet.valueOf(new byte[] {31}));
        byte[] trivial = new byte[64];
        trivial[0] = 1;
        List<Signature> signatures = new ArrayList<>(Collections.nCopies(5, Signature.of(trivial)));
        Subject subject = Subject.finalize(new Round(header.epoch(), new View(1)), View.ZERO, header.id());
        ChainReceipt forged = madeUp(new Epoch(3), set, CHAIN.genesis.validators());

        refused(with(forged, new Step(header, new Certificate(subject, all, signatures), set)), Check.SIGNATURES);
        signatures.set(
                0,
                EpochChain.signer(0).sign(io.quorate.protocol.codec.SigningBytes.of(CHAIN.genesis.chain(), subject)));
        refused(with(forged, new Step(header, new Certificate(subject, all, signatures), set)), Check.SIGNATURES);
    }

    @Test
    void headersThatAreNotLinkedAreRefused() {
        ChainReceipt honest = CHAIN.entry(2, "colour");
        for (long other : List.of(1L, 3L, 5L)) {
            refused(
                    new ChainReceipt(
                            Optional.empty(),
                            honest.steps(),
                            List.of(CHAIN.header(other)),
                            CHAIN.claim(other, "colour"),
                            Hash.ZERO),
                    Check.DESCENT);
        }
        refused(
                new ChainReceipt(
                        Optional.empty(),
                        honest.steps(),
                        List.of(CHAIN.header(1), CHAIN.header(1), CHAIN.header(2)),
                        CHAIN.claim(1, "colour"),
                        Hash.ZERO),
                Check.DESCENT);
    }

    @Test
    void aNameThatTheApplicationDoesNotKnowIsRefused() {
        ChainReceipt.Entry entry = (ChainReceipt.Entry) HONEST.claim();

        refused(
                with(HONEST, new ChainReceipt.Entry("account", entry.name(), entry.value(), entry.proof())),
                Check.NAME);
        refused(with(HONEST, new ChainReceipt.Entry("entry", "", entry.value(), entry.proof())), Check.NAME);
    }

    @Test
    void anEntryThatIsNotSoIsRefused() {
        ChainReceipt.Entry entry = (ChainReceipt.Entry) HONEST.claim();
        Optional<byte[]> other = Optional.of(SmallTree.bytes("blue"));

        refused(with(HONEST, new ChainReceipt.Entry("entry", "colour", other, entry.proof())), Check.PROOF);
        refused(
                with(HONEST, new ChainReceipt.Entry("entry", "colour", Optional.of(new byte[0]), entry.proof())),
                Check.PROOF);
        refused(with(HONEST, new ChainReceipt.Entry("entry", "shape", entry.value(), entry.proof())), Check.PROOF);
        refused(with(HONEST, new ChainReceipt.Entry("entry", "colour", Optional.empty(), entry.proof())), Check.PROOF);
        refused(
                with(
                        HONEST,
                        new ChainReceipt.Entry(
                                "entry",
                                "colour",
                                Optional.empty(),
                                new SparseMerkleProof(List.of(), Optional.empty()))),
                Check.PROOF);
        // What an absent key's place shows, claimed of a key that is there.
        for (String absent : List.of("a", "b", "c", "d", "e", "f")) {
            SparseMerkleProof proof = CHAIN.tree(4).prove(absent);
            refused(with(HONEST, new ChainReceipt.Entry("entry", "colour", Optional.empty(), proof)), Check.PROOF);
            refused(with(HONEST, new ChainReceipt.Entry("entry", absent, other, proof)), Check.PROOF);
        }
    }

    @Test
    void theStateThatCountsIsTheOneAfterTheBlock() {
        ChainReceipt.Entry before = CHAIN.claim(3, "height");

        refused(with(HONEST, before), Check.PROOF);
        assertThat(verify(CHAIN.entry(4, "height"))).isInstanceOf(Outcome.Proven.class);
    }

    @Test
    void aResultOfAnotherTransactionOrPlaceIsRefused() {
        ChainReceipt receipt = CHAIN.execution(3, 0);
        ChainReceipt.Execution first = (ChainReceipt.Execution) receipt.claim();
        ChainReceipt.Execution second =
                (ChainReceipt.Execution) CHAIN.execution(3, 1).claim();

        refused(with(receipt, new ChainReceipt.Execution(second.receipt(), 0, first.siblings())), Check.PROOF);
        for (int index : new int[] {1, 2, 3, 4, 1 << 30}) {
            refused(with(receipt, new ChainReceipt.Execution(first.receipt(), index, first.siblings())), Check.PROOF);
        }
        refused(with(receipt, new ChainReceipt.Execution(first.receipt(), 0, List.of())), Check.PROOF);
        // A block without transactions has no results.
        refused(with(HONEST, first), Check.PROOF);
    }

    @Test
    void aSealThatDoesNotFitIsRefused() {
        refused(VERIFIER.verify(HONEST.sealed(Hash.ZERO), NO_PIN), Check.SEAL);
    }

    @Test
    void manyStepsAreRefusedBeforeTheyAreRead() {
        List<Step> many = Collections.nCopies(ChainReceipt.MAX_STEPS + 1, HONEST.last());
        assertThatThrownBy(() -> new ChainReceipt(Optional.empty(), many, List.of(), HONEST.claim(), Hash.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        refused(VERIFIER.verify(new byte[ChainReceipt.MAX_BYTES + 1], NO_PIN), Check.FORM);
    }

    @Test
    void theChecksComeInTheOrderTheyAreDeclaredIn() {
        // Everything is wrong at once; what comes first is named.
        ValidatorSet strangers = EpochChain.set(20, 21);
        BlockHeader header = madeUp(CHAIN.header(4), new Epoch(3), strangers);
        Certificate bad =
                new Certificate(Subject.notarize(Round.of(9, 9), View.ZERO, header.id()), Signers.none(7), List.of());
        ChainReceipt wrong = new ChainReceipt(
                Optional.empty(),
                List.of(new Step(header, bad, EpochChain.set(1))),
                List.of(),
                new ChainReceipt.Entry(
                        "none", "none", Optional.empty(), new SparseMerkleProof(List.of(), Optional.empty())),
                Hash.ZERO);
        refused(VERIFIER.verify(wrong, Optional.of(pin(1))), Check.CERTIFICATE);
        assertThat(Stream.of(Check.values()).map(Check::id))
                .startsWith("form", "chain", "start", "order", "certificate", "set", "quorum", "trust", "signatures")
                .endsWith("name", "proof", "seal");
    }
}
