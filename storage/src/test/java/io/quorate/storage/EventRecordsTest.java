package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.port.Application.Event;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventRecordsTest {
    private static final List<Event> EVENTS = List.of(
            new Event("a", new TreeMap<>(Map.of("k", "gr\u00fc\u00df", "empty", ""))), new Event("b", new TreeMap<>()));

    /** They are on disks: the form changes only on purpose. */
    private static final String GOLDEN = "00000002" + "0000000161" + "00000002"
            + "00000005656d70747900000000" + "000000016b" + "000000066772c3bcc39f"
            + "0000000162" + "00000000";

    @Test
    void theFormIsFixed() {
        assertThat(EventRecords.encode(EVENTS)).isEqualTo(HexFormat.of().parseHex(GOLDEN));
        assertThat(EventRecords.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(EVENTS);
    }

    @Test
    void whatIsCutOffOrTooLongIsRefused() {
        byte[] bytes = EventRecords.encode(EVENTS);
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EventRecords.decode(part)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> EventRecords.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] huge = HexFormat.of().parseHex("000000017fffffff");
        assertThatThrownBy(() -> EventRecords.decode(huge)).isInstanceOf(IllegalArgumentException.class);
    }
}
