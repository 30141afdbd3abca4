package io.quorate.protocol.types;

import io.quorate.crypto.signature.Signature;

/** A validator's signed vote. The signature is not checked here: see {@code Verified}. */
public record Vote(Subject subject, ValidatorIndex validator, Signature signature) {}
