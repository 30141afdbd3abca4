/**
 * Where native implementations come from. Used by {@code hash} and {@code signature}; depends on nothing of this module.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.crypto.provider;
