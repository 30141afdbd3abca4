package io.quorate.node.p2p;

/**
 * A connection that did not come about, or was ended by the other side.
 *
 * @param address where it was dialled, or where it came from
 * @param inbound whether the other side dialled
 * @param mute whether the other side was gone before it had said who it is: whoever looks whether a port is open does that
 * @param reason one line that says why
 */
public record FailedConnection(String address, boolean inbound, boolean mute, String reason) {
    /** One that the other side had something to do with beyond opening it. */
    static FailedConnection of(String address, boolean inbound, String reason) {
        return new FailedConnection(address, inbound, false, reason);
    }
}
