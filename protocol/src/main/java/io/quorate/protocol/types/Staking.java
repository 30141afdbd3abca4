package io.quorate.protocol.types;

import io.quorate.crypto.signature.PublicKey;
import java.util.List;

/**
 * What genesis says of stake and of faults. See validators.md, Faults and penalties.
 *
 * @param equivocationPenalty basis points of its stake that an equivocation costs
 * @param invalidProposalPenalty basis points of its stake that an invalid proposal costs
 * @param reputation whether reputation counts in the effective weight
 * @param age whether age counts in it
 * @param allotments stake of accounts that are no validators, with which they may join
 */
public record Staking(
        int equivocationPenalty,
        int invalidProposalPenalty,
        boolean reputation,
        boolean age,
        List<Allotment> allotments) {
    /** A whole, in basis points. */
    public static final int WHOLE = 10_000;

    /** The most accounts that genesis allots stake to. */
    public static final int MAX_ALLOTMENTS = 10_000;

    /** What holds where genesis says nothing: 5% for an equivocation, 1% for an invalid proposal, both factors on. */
    public static final Staking DEFAULT = new Staking(500, 100, true, true, List.of());

    /** Stake of an account that is no validator yet. */
    public record Allotment(PublicKey account, VotingPower stake) {}

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a penalty is no share of a whole, or there are too many allotments
     */
    public Staking {
        allotments = List.copyOf(allotments);
        if (!isShare(equivocationPenalty) || !isShare(invalidProposalPenalty)) {
            throw new IllegalArgumentException("a penalty is from 0 to " + WHOLE + " basis points");
        }
        if (allotments.size() > MAX_ALLOTMENTS) {
            throw new IllegalArgumentException("genesis allots stake to at most " + MAX_ALLOTMENTS + " accounts");
        }
    }

    private static boolean isShare(int basisPoints) {
        return basisPoints >= 0 && basisPoints <= WHOLE;
    }
}
