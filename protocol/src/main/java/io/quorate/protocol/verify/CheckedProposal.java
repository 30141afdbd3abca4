package io.quorate.protocol.verify;

import io.quorate.protocol.types.Proposal;

/** A proposal with a good leader's vote and a body that matches, and whether every transaction in it is well signed. */
public record CheckedProposal(Proposal proposal, boolean signaturesGood) {}
