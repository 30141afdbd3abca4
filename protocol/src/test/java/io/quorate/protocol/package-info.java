/** What the tests of every package draw from. */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol;
