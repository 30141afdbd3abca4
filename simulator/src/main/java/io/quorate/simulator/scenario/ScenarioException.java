package io.quorate.simulator.scenario;

/** What is asked for can't be simulated: one line that names the option and says what to do. */
public final class ScenarioException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** With that line. */
    public ScenarioException(String message) {
        super(message);
    }
}
