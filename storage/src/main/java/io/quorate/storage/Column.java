package io.quorate.storage;

import java.nio.charset.StandardCharsets;

/** The column families. Numbers are big-endian, so that keys stand in their order. */
enum Column {
    /** {@code chain} to chain id 32; {@code head} to height 8, epoch of the next block 8;
     * {@code oldest} to height 8, if blocks were removed. */
    META("default"),
    /** Height 8 to a block. */
    BLOCKS("blocks"),
    /** Block id 32 to height 8. */
    IDS("ids"),
    /** Height 8 to the block's receipts. */
    RECEIPTS("receipts"),
    /** Height 8 to the block's events, if it has any: see {@link EventRecords}. */
    EVENTS("events"),
    /** Height 8 to the block's own finalization. */
    CERTIFICATES("certificates"),
    /** Transaction id 32 to height 8, index 4. */
    TRANSACTIONS("transactions"),
    /** Epoch 8 to block id 32, height 8, time 8, state root 32, validator set. */
    EPOCHS("epochs"),
    /** Epoch 8, view 8, kind 1 to a certificate of the evidence window. */
    ARCHIVE("archive"),
    /** The application's keys and values. */
    STATE("state");

    private final String label;

    Column(String label) {
        this.label = label;
    }

    byte[] label() {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return label;
    }
}
