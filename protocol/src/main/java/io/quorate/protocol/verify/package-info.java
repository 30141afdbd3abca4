/**
 * Stateless checks at the edge: what comes out of here as {@code Verified} may enter the machines; what does not is a
 * peer's fault with a name. Run by the verifier threads; holds no state but the published validator sets. May depend on
 * {@code types} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.verify;
