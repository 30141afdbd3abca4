@org.jspecify.annotations.NullMarked
package io.quorate.simulator.cluster;
