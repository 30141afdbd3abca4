/** Tests. */
@org.jspecify.annotations.NullMarked
package io.quorate.benchmarks;
