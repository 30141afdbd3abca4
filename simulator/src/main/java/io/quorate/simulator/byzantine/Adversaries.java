package io.quorate.simulator.byzantine;

import io.quorate.simulator.scenario.CharacterKind;
import java.util.List;
import java.util.stream.Stream;

/** The adversary of each kind. */
public final class Adversaries {
    private Adversaries() {}

    /** A fresh one. */
    public static Adversary of(CharacterKind kind) {
        return switch (kind) {
            case SILENT -> new Silent();
            case EQUIVOCATE -> new Equivocator();
            case EQUIVOCATE_TO_ONE -> new EquivocatorToOne();
            case DOUBLE_NOTARIZE -> new DoubleNotarizer();
            case DOUBLE_FINALIZE -> new DoubleFinalizer();
            case NULLIFY_AND_FINALIZE -> new NullifyAndFinalizer();
            case INVALID_BLOCK -> new InvalidProposer();
            case WRONG_ROOT -> new WrongRoot();
            case STALE_PARENT -> new StaleParent();
            case WITHHOLD -> new Withholder();
            case FORGE_CERTIFICATES -> new CertificateForger();
            case REPLAY -> new Replayer();
            case FUTURE_SPAM -> new FutureSpammer();
            case FRAME -> new Framer();
            case HALF -> new HalfTalker();
            case TWINS -> new TwoMachines();
            case MANGLE -> new Mangler();
            case DAWDLE -> new Dawdler();
            case NULLIFY -> new Nullifier();
            case BRAG -> new Braggart();
            case CHAMELEON -> new Chameleon(faces());
            case OVER_LIMIT -> new OverLimit();
            case BAD_TRANSACTION -> new BadTransaction();
            case FORGE_EVIDENCE -> new EvidenceForger();
        };
    }

    private static List<Adversary> faces() {
        return Stream.of(CharacterKind.values())
                .filter(kind -> kind != CharacterKind.CHAMELEON && kind != CharacterKind.TWINS)
                .map(Adversaries::of)
                .toList();
    }
}
