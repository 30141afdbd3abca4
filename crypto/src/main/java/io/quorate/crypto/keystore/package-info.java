/**
 * Secret keys at rest: one file a key, mode 0600, encrypted with a passphrase unless the chain is for development.
 *
 * <p>Invariants: a secret is in no message, exception or {@code toString}; a file appears whole or not at all; nothing
 * that a file says makes reading it take more than a bounded amount of memory and time. Every error is the
 * operator's: one {@link io.quorate.crypto.keystore.KeystoreException} of one line that says what to do.
 *
 * <p>A file, {@code NAME.json}, is a JSON object. All binary values are hexadecimal digits.
 *
 * <pre>
 *   format       "quorate-key"
 *   version      1
 *   purpose      "node", "validator" or "instance"
 *   scheme       the signature scheme, such as "ed25519"
 *   publicKey    of the seed, so that it can be shown without the passphrase
 *   encryption   "scrypt+aes-256-gcm", or "none: for development chains only"
 *   seed         the seed; encrypted, followed by the tag of 16 bytes
 * and only if encrypted:
 *   scrypt       {"n", "r", "p"}: the cost (RFC 7914), within the limits of ScryptCost
 *   salt         32 bytes, from which and the passphrase (UTF-8) scrypt makes the AES key of 32 bytes
 *   nonce        12 bytes
 * </pre>
 *
 * The tag covers all the other fields, too. May depend on {@code signature} and {@code hash}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.crypto.keystore;
