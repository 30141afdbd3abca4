package io.quorate.simulator.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways to lie, by the names that options take. */
public enum CharacterKind {
    /** Says nothing at all. */
    SILENT("silent", "says nothing"),
    /** Proposes one block to one half and another to the other; where others lead, votes for two. */
    EQUIVOCATE("equivocate", "proposes two blocks, one to each half, and votes for two values"),
    /** Proposes another block to one validator only. */
    EQUIVOCATE_TO_ONE("equivocate-to-one", "proposes another block to one validator"),
    /** Notarizes a second block beside each. */
    DOUBLE_NOTARIZE("double-notarize", "notarizes two blocks in a view"),
    /** Finalizes a second block beside each. */
    DOUBLE_FINALIZE("double-finalize", "finalizes two blocks in a view"),
    /** Nullifies what it finalizes. */
    NULLIFY_AND_FINALIZE("nullify-and-finalize", "nullifies and finalizes one view"),
    /** Proposes blocks that break a rule. */
    INVALID_BLOCK("invalid-block", "proposes blocks that break a rule"),
    /** Proposes blocks with a wrong state root. */
    WRONG_ROOT("wrong-root", "proposes blocks with a wrong state root"),
    /** Proposes on a block that others have built on already. */
    STALE_PARENT("stale-parent", "proposes on a parent that others have built on"),
    /** Says everything to a quorum minus one, nothing to the rest. */
    WITHHOLD("withhold", "talks to a quorum minus one"),
    /** Sends certificates that nobody's quorum made. */
    FORGE_CERTIFICATES("forge-certificates", "sends certificates without a quorum"),
    /** Sends old messages again and again. */
    REPLAY("replay", "sends old messages again"),
    /** Votes for views and epochs far ahead. */
    FUTURE_SPAM("future-spam", "votes for views far ahead"),
    /** Sends votes that others never cast, to have them accused. */
    FRAME("frame", "forges votes of others to have them accused"),
    /** Votes to one half only. */
    HALF("half", "votes to one half only"),
    /** Two machines with one key. */
    TWINS("twins", "runs twice with one key"),
    /** Passes bodies on that do not match their headers. */
    MANGLE("mangle", "mangles the bodies it passes on"),
    /** Sends everything as late as it can. */
    DAWDLE("dawdle", "sends everything late"),
    /** Nullifies every view as soon as it begins. */
    NULLIFY("nullify", "nullifies every view at once"),
    /** Tells of holdings it has not, and asks for everything. */
    BRAG("brag", "lies about what it holds and floods with requests"),
    /** Each view, one of the others at random. */
    CHAMELEON("chameleon", "switches between lies at random"),
    /** Proposes blocks whose headers by themselves break a limit of genesis. */
    OVER_LIMIT("over-limit", "proposes blocks over a limit, which their headers prove"),
    /** Proposes blocks with a transaction that nobody signed. */
    BAD_TRANSACTION("bad-transaction", "proposes blocks with a badly signed transaction"),
    /** Accuses others of what they did not do. */
    FORGE_EVIDENCE("forge-evidence", "accuses others with evidence that proves nothing");

    private final String label;
    private final String deed;

    CharacterKind(String label, String deed) {
        this.label = label;
        this.deed = deed;
    }

    /** Its name in options and reports. */
    public String label() {
        return label;
    }

    /** What it does, in words that follow "it". */
    public String deed() {
        return deed;
    }

    /** The kind of a name. */
    public static Optional<CharacterKind> ofLabel(String label) {
        return Stream.of(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /** All names. */
    public static List<String> labels() {
        return Stream.of(values()).map(CharacterKind::label).toList();
    }

    @Override
    public String toString() {
        return label;
    }
}
