package io.quorate.simulator.byzantine;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import java.util.ArrayList;
import java.util.List;

/** Sends certificates that no quorum made: of scrawls, of its own signature many times, of too few. */
final class CertificateForger implements Adversary {
    @Override
    public void onTick(Liar self) {
        Round round = self.round();
        View parent = round.view().plus(-1);
        BlockId block = new BlockId(Sha256.hash(new byte[] {(byte) self.self()}));
        Subject subject = switch (self.chance().below(3)) {
            case 0 -> Subject.nullify(round);
            case 1 -> Subject.notarize(round, parent, block);
            default -> Subject.finalize(round, parent, block);
        };
        Signature own = self.sign(subject).signature();
        int lie = self.chance().below(3);
        Signers signers = Signers.none(self.nodes());
        List<Signature> signatures = new ArrayList<>();
        if (lie == 2) {
            // All of it is true; it is only not enough.
            signers = signers.with(new ValidatorIndex(self.self()));
            signatures.add(own);
        } else {
            for (int i = 0; i < self.nodes(); i++) {
                signers = signers.with(new ValidatorIndex(i));
                signatures.add(lie == 0 ? self.scrawl() : own);
            }
        }
        self.sendToAll(new Message.Certify(new Certificate(subject, signers, signatures)));
    }
}
