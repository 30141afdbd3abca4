package io.quorate.crypto.keystore;

import io.quorate.crypto.signature.PublicKey;
import java.nio.charset.StandardCharsets;

/** What a key file says. */
record KeyFile(KeyPurpose purpose, String schemeId, PublicKey publicKey, StoredSeed seed) {
    /** What the tag of an encrypted seed covers besides it: all the fields that are not part of the cipher. */
    static byte[] associatedData(KeyPurpose purpose, String schemeId, PublicKey publicKey, ScryptCost cost) {
        String text = String.join(
                "\n",
                KeyFileFormat.FORMAT,
                Integer.toString(KeyFileFormat.VERSION),
                purpose.id(),
                schemeId,
                publicKey.toHex(),
                cost.n() + " " + cost.r() + " " + cost.p());
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
