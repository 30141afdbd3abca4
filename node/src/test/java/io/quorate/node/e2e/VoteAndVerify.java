package io.quorate.node.e2e;

import io.quorate.client.About;
import io.quorate.client.OfflineVerifier;
import io.quorate.client.QuorateClient;
import io.quorate.client.Statement;
import io.quorate.client.Submission;
import io.quorate.client.TransactionBuilder;
import io.quorate.client.genesis.GenesisFormat;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Transaction;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/** Registers an instance, votes, and proves what was decided. Arguments: the node's URL, the genesis file. */
public final class VoteAndVerify {
    public static void main(String[] arguments) throws Exception {
        QuorateClient client = QuorateClient.at(arguments[0]);
        Genesis genesis = GenesisFormat.read(Path.of(arguments[1]));

        // The key stays here. Keep the seed: it is the account.
        SignatureScheme ed25519 = SignatureSchemes.ed25519();
        Signer signer = ed25519.signer(ed25519.generateSeed(new SecureRandom()));

        // Both or neither: a transaction applies whole.
        Transaction transaction = new TransactionBuilder(genesis.chain(), client.expiry(Duration.ofMinutes(2)))
                .add(new Operation.RegisterInstance("program-1"))
                .add(new Operation.CastVote("program-1", "deploy", "yes", Optional.of(1)))
                .sign(signer);
        Submission submission = client.submit(transaction, Duration.ofSeconds(30));
        System.out.println("the node says: " + submission);

        // What the node says may be wrong. What this says is not.
        OfflineVerifier verifier = new OfflineVerifier(genesis);
        ChainReceipt receipt = client.receipt(new About.Decision("deploy"), Optional.empty());
        Outcome outcome = verifier.verify(receipt, Optional.empty());
        if (outcome instanceof Outcome.Proven proven) {
            System.out.println("proven: " + Statement.of(proven));
        } else if (outcome instanceof Outcome.Refused refused) {
            System.out.println("refused at " + refused.check() + ": " + refused.reason());
        }
    }
}
