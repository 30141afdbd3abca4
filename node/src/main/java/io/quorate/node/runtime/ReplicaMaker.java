package io.quorate.node.runtime;

import io.quorate.node.recorder.FlightRecorder;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the replica of a node; with a recorder, one for each segment of the recording. */
record ReplicaMaker(ReplicaConfig config, Ports ports, Optional<FlightRecorder> recorder, CertifiedSubjects certified) {
    /** The one that the node starts with. */
    Replica first() {
        return make(config, ports.journal()::recover);
    }

    /** How the replica's thread records, if it does. */
    Optional<ReplicaThread.Recorded> recorded() {
        return recorder.map(with -> new ReplicaThread.Recorded(with, this::successor));
    }

    private Replica successor(List<Entry> live) {
        certified.clear();
        return make(config.resuming(), () -> live);
    }

    private Replica make(ReplicaConfig with, Supplier<List<Entry>> recovered) {
        return new Replica(
                with, recorder.map(each -> each.begin(with, ports, recovered)).orElse(ports));
    }
}
