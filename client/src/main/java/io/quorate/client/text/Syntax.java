package io.quorate.client.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Says where a text is not what its format wants. */
public final class Syntax {
    private Syntax() {}

    /** What a parser complains about, in one line with its place. */
    public static String problem(JsonProcessingException e) {
        String what = e.getOriginalMessage().lines().findFirst().orElse("bad syntax");
        JsonLocation place = e.getLocation();
        return place == null ? what : what + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
