package io.quorate.protocol.replica;

import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.types.Genesis;

/** What a replica is started with. */
public record ReplicaConfig(Genesis genesis, MempoolConfig mempool) {}
