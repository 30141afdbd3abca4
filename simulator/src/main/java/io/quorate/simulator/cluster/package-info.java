/**
 * A whole cluster in one thread: the node's own replica for each validator, on simulated time, network, disks and clients.
 *
 * <pre>
 *   World      queue, fabric, checker, machines
 *     Machine    one replica with its disk, clock and, if it is faulty, its characters
 *     Clients    who submit, and what they were told
 * </pre>
 *
 * May depend on every package of the simulator but {@code fleet} and {@code report}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.cluster;
