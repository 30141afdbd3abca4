/**
 * The bytes: what is signed, in fixed width, and what travels, in protobuf; and the limits of both. Decoders are total:
 * malformed bytes give an {@code IllegalArgumentException} with a reason, never another, and no allocation beyond the
 * input's own size. May depend on {@code types} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.codec;
