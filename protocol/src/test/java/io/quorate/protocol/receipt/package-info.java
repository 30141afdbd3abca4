/** Tests of receipts: what proves, and every way in which a forged one is refused. */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.receipt;
