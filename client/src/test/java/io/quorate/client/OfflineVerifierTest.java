package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.genesis.GenesisFormat;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.receipt.Check;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.receipt.Pin;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Validator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Receipts of the ledger, verified from the genesis file's bytes alone. */
class OfflineVerifierTest {
    private static final Signer ALICE = DevelopmentKeys.ALICE.account().signer();
    private static final Signer BOB = DevelopmentKeys.BOB.account().signer();

    private final LedgerChain chain = new LedgerChain();
    private final OfflineVerifier verifier =
            new OfflineVerifier(GenesisFormat.parse(chain.genesisFile, "genesis.json"));

    private String proven(ChainReceipt receipt) {
        Outcome json = verifier.verify(ReceiptJson.write(receipt), Optional.empty());
        Outcome protobuf = verifier.verify(StoredForms.encode(receipt), Optional.empty());
        assertThat(json).isInstanceOf(Outcome.Proven.class);
        assertThat(protobuf).isInstanceOf(Outcome.Proven.class);
        return Statement.of((Outcome.Proven) json);
    }

    private static Operation vote(String instance, String value) {
        return new Operation.CastVote(instance, "upgrade-7", value, Optional.of(3));
    }

    private void decide() {
        chain.block(chain.transaction(ALICE, new Operation.RegisterInstance("a"), vote("a", "yes")));
        chain.block(chain.transaction(BOB, new Operation.RegisterInstance("b"), vote("b", "yes")));
    }

    @Test
    void aDecisionIsProvenFromItsFirstVoteToItsResult() {
        assertThat(proven(chain0())).startsWith("there is no decision \"upgrade-7\", as of block 1 ");
        chain.block(chain.transaction(ALICE, new Operation.RegisterInstance("a"), vote("a", "yes")));
        assertThat(proven(chain.receipt("decision", "upgrade-7")))
                .startsWith("decision \"upgrade-7\" is OPEN with 1 vote, as of block 2 ");
        chain.block(chain.transaction(BOB, new Operation.RegisterInstance("b"), vote("b", "yes")));
        assertThat(proven(chain.receipt("decision", "upgrade-7")))
                .startsWith("decision \"upgrade-7\" is DECIDED: \"yes\" with 2 votes, as of block 3 (")
                .endsWith("final by power 300 of 300");
    }

    private ChainReceipt chain0() {
        chain.block();
        return chain.receipt("decision", "upgrade-7");
    }

    @Test
    void aKeyAndAnInstanceAreProven() {
        chain.block(chain.transaction(
                ALICE,
                new Operation.RegisterInstance("a"),
                new Operation.PutValue("colour", Bytes.ofText("bl\u00fce"), Optional.empty())));

        assertThat(proven(chain.receipt("key", "colour"))).startsWith("key \"colour\" has the value \"bl\u00fce\"");
        assertThat(proven(chain.receipt("key", "colours"))).startsWith("there is no key \"colours\"");
        assertThat(proven(chain.receipt("instance", "a")))
                .startsWith("instance \"a\" is registered by key " + ALICE.publicKey());
        assertThat(proven(chain.receipt("instance", "b"))).startsWith("there is no instance \"b\"");
    }

    @Test
    void aTransactionIsProvenToHaveSucceededOrFailed() {
        Transaction good = chain.transaction(ALICE, new Operation.RegisterInstance("a"));
        Transaction bad = chain.transaction(BOB, new Operation.RegisterInstance("a"));
        List<Receipt> receipts = chain.block(good, bad);

        assertThat(receipts.get(1)).isInstanceOf(Receipt.Failed.class);
        assertThat(proven(chain.receipt(good.id())))
                .startsWith("transaction " + good.id() + " was executed and succeeded");
        assertThat(proven(chain.receipt(bad.id())))
                .startsWith("transaction " + bad.id() + " failed with INSTANCE_TAKEN (operation 0: ");
    }

    @Test
    void setsThatChangeEpochByEpochAreFollowedFromGenesisAlone() {
        decide();
        List<DevelopmentKeys> joining = List.of(DevelopmentKeys.DAVE, DevelopmentKeys.EVE, DevelopmentKeys.FERDIE);
        List<DevelopmentKeys> leaving = List.of(DevelopmentKeys.ALICE, DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE);
        for (int i = 0; i < 3; i++) {
            chain.block(chain.transaction(joining.get(i).account().signer(), chain.join(joining.get(i))));
            chain.endEpoch();
            chain.block(chain.transaction(leaving.get(i).account().signer(), new Operation.Leave()));
            chain.endEpoch();
        }
        chain.endEpoch();
        assertThat(chain.set().validators())
                .extracting(Validator::key)
                .containsExactlyInAnyOrderElementsOf(joining.stream()
                        .map(keys -> keys.validator().publicKey())
                        .toList());
        chain.block();

        ChainReceipt receipt = chain.receipt("decision", "upgrade-7");

        assertThat(receipt.steps()).as("nobody of the first set is left").hasSizeGreaterThan(1);
        assertThat(receipt.last().header().epoch().number()).isEqualTo(8);
        assertThat(proven(receipt)).startsWith("decision \"upgrade-7\" is DECIDED: \"yes\"");
    }

    @Test
    void aHundredEpochsOfOneSetTakeOneStep() {
        decide();
        for (int i = 0; i < 100; i++) {
            chain.endEpoch();
        }
        chain.block();

        ChainReceipt receipt = chain.receipt("decision", "upgrade-7");

        assertThat(receipt.steps()).hasSize(1);
        proven(receipt);
    }

    @Test
    void aPinTakesTheWordOfNoPastQuorum() {
        decide();
        chain.endEpoch();
        chain.block();
        Pin pin =
                new Pin(new Height(2), chain.block(new Height(2)).orElseThrow().id());
        ChainReceipt receipt = chain.receipt("decision", "upgrade-7", Optional.of(pin.height()));

        assertThat(verifier.verify(receipt, Optional.of(pin)))
                .isInstanceOfSatisfying(
                        Outcome.Proven.class,
                        proven -> assertThat(proven.pinned()).isTrue());
        assertThat(verifier.verify(ReceiptJson.write(receipt), Optional.empty()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.check()).isEqualTo(Check.START));
    }

    @Test
    void aReceiptOfAnotherGenesisIsRefusedHoweverAlike() {
        decide();
        byte[] other = chain.genesisFile.clone();
        Genesis foreign = GenesisFormat.parse(Arrays.copyOf(other, other.length - 1), "without its last line feed");

        assertThat(new OfflineVerifier(foreign).verify(chain.receipt("decision", "upgrade-7"), Optional.empty()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.check()).isEqualTo(Check.CHAIN));
    }

    @Test
    void aReceiptIsAboutWhatWasAskedOrNot() {
        decide();
        ChainReceipt.Claim decision = chain.receipt("decision", "upgrade-7").claim();
        ChainReceipt.Claim key = chain.receipt("key", "upgrade-7").claim();

        assertThat(new About.Decision("upgrade-7").fits(decision)).isTrue();
        assertThat(new About.Decision("upgrade-8").fits(decision)).isFalse();
        assertThat(new About.Decision("upgrade-7").fits(key)).isFalse();
        assertThat(new About.Key("upgrade-7").fits(key)).isTrue();
        assertThat(new About.Key("upgrade-7").fits(decision)).isFalse();
    }
}
