/**
 * Receipts that anybody checks offline: see {@link io.quorate.protocol.types.ChainReceipt} and docs/verifying.md.
 *
 * <pre>
 *   genesis (or a checkpoint) -> its set -> step -> ... -> step: certified header -> parent -> ... -> header -> the claim
 * </pre>
 *
 * <p>Trust goes from a set S to a block that is certified under its own set, if that set is the one that the last trusted
 * header names for its epoch, or if signers of the certificate are a quorum of S, by the keys and powers of S. Then at
 * least one honest member of S signed that the block is final, so all that its header says holds, its set and the next.
 *
 * <p>Invariant: {@link io.quorate.protocol.receipt.ReceiptVerifier} is total and pure, checks in a fixed order, and
 * believes nothing but the genesis and, if one is given, the pin. May depend on {@code types}, {@code codec}, {@code
 * verify} and {@code port}, and on crypto.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.receipt;
