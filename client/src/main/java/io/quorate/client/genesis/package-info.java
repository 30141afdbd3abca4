/** Chains' specifications as files. A file that is read is checked whole. May depend on protocol, crypto and Jackson. */
@org.jspecify.annotations.NullMarked
package io.quorate.client.genesis;
