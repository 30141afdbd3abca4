package io.quorate.ledger;

/** What became of an operation. */
sealed interface Answer {
    /** It applied. */
    record Done(Result result) implements Answer {}

    /** It did not, and its transaction with it. */
    record Refused(FailureCode code, String message) implements Answer {}

    static Answer refused(FailureCode code, String message) {
        return new Refused(code, message);
    }
}
