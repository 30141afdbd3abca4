@org.jspecify.annotations.NullMarked
package io.quorate.node.p2p;
