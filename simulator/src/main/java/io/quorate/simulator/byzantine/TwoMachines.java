package io.quorate.simulator.byzantine;

/** Says what its replica says: there are two of those, see the cluster. */
final class TwoMachines implements Adversary {}
