/**
 * Whole nodes as an operator runs them: processes of the command line, reached by their ports, ended by their ids.
 *
 * <p>Nothing here looks inside a node. Waits have a deadline of minutes and end with the event; no test measures time.
 * May depend on the names of development keys and the text of peer ids; on nothing else of ours.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.e2e;
