package io.quorate.simulator.check;

/** What must hold in every run with Byzantine power under a third. See consensus.md, Safety. */
public enum Invariant {
    /** No two blocks are final at one height. */
    AGREEMENT("two blocks are final at one height", true),
    /** No view is both finalized and nullified, and none notarizes two blocks. */
    EXCLUSION("certificates of one view contradict each other", true),
    /** What counts as a certificate has two thirds of the power behind it. */
    QUORUM("a certificate has no quorum of power behind it", true),
    /** What is final was submitted, once, and is well formed. */
    VALIDITY("something is final that must not be", true),
    /** No honest validator signs a pair of the evidence table. */
    HONEST_SIGNING("an honest validator contradicts itself", true),
    /** A vote leaves only once it is durable. */
    PERSIST_BEFORE_SEND("a vote left before it was durable", true),
    /** A vote leaves only once what it rests on is durable. */
    RESTS_ON_DURABLE("a vote left that rests on something that is not durable", true),
    /** What was final or acknowledged stays, across crashes. */
    DURABILITY("something final was lost", true),
    /** Equal heights have equal states. */
    EQUAL_STATES("equal heights have different states", true),
    /** Nobody honest is accused or punished. */
    HONEST_ACCUSED("an honest validator is accused", true),
    /** Who made a fork possible is named, unless that is two thirds of the power. */
    ACCOUNTABLE("a fork was made, and less than a third of the power is named for it", true),
    /** Each proven fault is punished once. */
    PUNISHED_ONCE("a fault is punished twice", true),
    /** What one honest validator can prove all can. */
    EVIDENCE_SPREADS("evidence did not reach an honest validator", false),
    /** What is proven does not stay unpunished. */
    PUNISHED("a proven fault is not punished", false),
    /** Views and heights only go up. */
    MONOTONE("a node went backwards", true),
    /** No collection grows beyond its bound. */
    BOUNDED("a collection grew beyond its bound", true),
    /** A history of the key-value store has an order in which each answer is right. */
    LINEARIZABLE("the key-value history has no order", true),
    /** A vote counts once, and a decision that is made stays made. */
    DECISIONS("a decision counts what it must not", true),
    /** What an honest leader proposes is valid. */
    HONEST_PROPOSAL("an honest proposal is found invalid", true),
    /** An honest replica does not stop of itself. */
    RUNNING("an honest replica stopped", true),
    /** After a restart, and when nothing becomes final, what was said is said again. */
    SAID_AGAIN("what must be said again was not", false),
    /** On a healthy network all enter a view soon after the first. */
    SPREAD("what one node knows the others learn too late", false),
    /** On a healthy network with nobody lying no view of a leader that is up is given up. */
    PACE("a view is given up without need", false),
    /** After the network heals, finality goes on. */
    LIVENESS("finality does not go on after the network healed", false);

    private final String text;
    private final boolean safety;

    Invariant(String text, boolean safety) {
        this.text = text;
        this.safety = safety;
    }

    /** What it means that it does not hold. */
    public String text() {
        return text;
    }

    /** Whether it is about what must never happen, and not about what must. */
    public boolean isSafety() {
        return safety;
    }
}
