package io.quorate.storage;

import io.quorate.protocol.port.Application.Event;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How the events of a block are stored:
 *
 * <pre>
 *   count 4 | (name | field count 4 | (key | value)*)*          each text: length 4, UTF-8
 * </pre>
 */
final class EventRecords {
    private EventRecords() {}

    static byte[] encode(List<Event> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, events.size());
        for (Event event : events) {
            text(out, event.name());
            number(out, event.fields().size());
            event.fields().forEach((key, value) -> {
                text(out, key);
                text(out, value);
            });
        }
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static List<Event> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            List<Event> events = new ArrayList<>();
            for (int count = in.getInt(); count > 0; count--) {
                String name = text(in);
                TreeMap<String, String> fields = new TreeMap<>();
                for (int left = in.getInt(); left > 0; left--) {
                    fields.put(text(in), text(in));
                }
                events.add(new Event(name, fields));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("events are followed by " + in.remaining() + " bytes");
            }
            return events;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("events are cut off", e);
        }
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of an event has " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
