package io.quorate.node.rpc;

/** A member of an object: of a method's result, or of one that a parameter holds. */
public record ResultField(String name, Shape shape, boolean always, String description) {
    /** One that is always there. */
    public static ResultField of(String name, Shape shape, String description) {
        return new ResultField(name, shape, true, description);
    }

    /** One that may be absent. */
    public static ResultField maybe(String name, Shape shape, String description) {
        return new ResultField(name, shape, false, description);
    }

    /** This as one that may be absent. */
    public ResultField asMaybe() {
        return new ResultField(name, shape, false, description);
    }
}
