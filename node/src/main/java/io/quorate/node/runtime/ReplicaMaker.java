package io.quorate.node.runtime;

import io.quorate.node.recorder.FlightRecorder;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import java.util.List;
import java.util.Optional;

/** Makes the replica of a node; with a recorder, one for each segment of the recording. */
record ReplicaMaker(ReplicaConfig config, Ports ports, Optional<FlightRecorder> recorder, CertifiedSubjects certified) {
    /** The one that the node starts with. */
    Replica first() {
        return make(config, ports);
    }

    /** How the replica's thread records, if it does. */
    Optional<ReplicaThread.Recorded> recorded() {
        return recorder.map(with -> new ReplicaThread.Recorded(with, this::successor));
    }

    private Replica successor(List<Entry> live) {
        certified.clear();
        Ports successor = new Ports(
                ports.network(),
                ports.timers(),
                ports.store(),
                new Handover(ports.journal(), live),
                ports.application(),
                ports.signer(),
                ports.account(),
                ports.observer());
        return make(config.resuming(), successor);
    }

    private Replica make(ReplicaConfig with, Ports to) {
        return new Replica(with, recorder.map(each -> each.begin(with, to)).orElse(to));
    }

    /** The journal as it goes on; what it would give back is handed over in memory. */
    private record Handover(SigningJournal journal, List<Entry> recover) implements SigningJournal {
        @Override
        public void append(Entry entry) {
            journal.append(entry);
        }

        @Override
        public void sync() {
            journal.sync();
        }

        @Override
        public boolean isFull() {
            return journal.isFull();
        }

        @Override
        public void replace(List<Entry> live) {
            journal.replace(live);
        }
    }
}
