package io.quorate.crypto.keystore;

import io.quorate.crypto.signature.PublicKey;

/**
 * What a key file says without its passphrase. Nothing proves it before the key is loaded.
 *
 * @param name of the file, without its ending
 * @param schemeId of the signature scheme
 * @param encrypted whether a passphrase protects the seed; if not, the key is for development chains only
 */
public record KeyDescription(
        String name, KeyPurpose purpose, String schemeId, PublicKey publicKey, boolean encrypted) {}
