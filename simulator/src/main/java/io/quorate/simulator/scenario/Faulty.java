package io.quorate.simulator.scenario;

import java.util.List;
import java.util.stream.Collectors;

/** A Byzantine validator and what it does: each character acts on what the one before lets out. */
public record Faulty(int node, List<CharacterKind> characters) {
    /** Copies the list. */
    public Faulty {
        characters = List.copyOf(characters);
    }

    /** Its characters, joined by a plus. */
    public String label() {
        return characters.stream().map(CharacterKind::label).collect(Collectors.joining("+"));
    }
}
