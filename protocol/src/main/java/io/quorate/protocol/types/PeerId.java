package io.quorate.protocol.types;

/** Names a peer: derived from its node key by the transport. Text, as it stands in multiaddresses. */
public record PeerId(String text) implements Comparable<PeerId> {
    @Override
    public int compareTo(PeerId other) {
        return text.compareTo(other.text);
    }

    /** The last eight characters, for logs. */
    public String shortText() {
        return text.length() <= 8 ? text : text.substring(text.length() - 8);
    }

    @Override
    public String toString() {
        return text;
    }
}
