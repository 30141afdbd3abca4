package io.quorate.protocol.verify;

import io.quorate.protocol.types.Block;

/** A block whose body matches its header, and whether every transaction in it is for this chain and well signed. */
public record CheckedBlock(Block block, boolean signaturesGood) {}
