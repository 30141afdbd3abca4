package io.quorate.node.rpc;

/**
 * A member of a method's result object.
 *
 * @param type as a JSON schema names it: string, integer, boolean, array, object
 */
record ResultField(String name, String type, boolean always, String description) {
    static ResultField of(String name, String type, String description) {
        return new ResultField(name, type, true, description);
    }

    /** One that may be absent. */
    static ResultField maybe(String name, String type, String description) {
        return new ResultField(name, type, false, description);
    }
}
