/**
 * The command line: one class a command, all of them short-lived clients of a node's RPC or of files, except
 * {@code node} itself and {@code devnet}.
 *
 * <p>Invariants: a wrong option is one line that names the fix, with exit status 2; a failure is one line with exit
 * status 1, and its stack trace only with {@code -v}; whatever a program may want to read has {@code --json}. Only
 * {@link io.quorate.node.cli.Main} ends the process.
 *
 * <p>May depend on everything in {@code node}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.cli;
