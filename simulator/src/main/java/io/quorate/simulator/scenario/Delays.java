package io.quorate.simulator.scenario;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long messages take.
 *
 * @param kind what kind of network
 * @param leastMicros the least delay one way, in microseconds; of a WAN, within one region
 * @param mostMicros the most
 */
public record Delays(Kind kind, long leastMicros, long mostMicros) {
    /** One room: 0.2 to 1 ms. */
    public static final Delays LAN = new Delays(Kind.UNIFORM, 200, 1_000);

    /** Eight regions of the world. */
    public static final Delays WAN = new Delays(Kind.REGIONS, 500, 2_000);

    private static final long LONGEST_MICROS = 60_000_000;
    private static final Pattern RANGE =
            Pattern.compile("(\\d+(?:\\.\\d{1,3})?)(?:(?:\\.\\.|-)(\\d+(?:\\.\\d{1,3})?))?\\s*ms");

    /** What kind of network. */
    public enum Kind {
        /** Every delay between least and most is as likely. */
        UNIFORM,
        /** Nodes are spread over regions; between two of them it takes what it takes between those. */
        REGIONS
    }

    /**
     * Checks the range.
     *
     * @throws ScenarioException if it is empty, negative or over a minute
     */
    public Delays {
        if (leastMicros < 0 || mostMicros < leastMicros || mostMicros > LONGEST_MICROS) {
            throw new ScenarioException("a delay is from 0 to 60000 ms, the lesser first: not " + leastMicros / 1e3
                    + ".." + mostMicros / 1e3 + "ms");
        }
    }

    /**
     * Reads {@code lan}, {@code wan}, {@code 5ms} or {@code 5..40ms}.
     *
     * @throws ScenarioException if it is none of them
     */
    public static Delays parse(String text) {
        String low = text.strip().toLowerCase(Locale.ROOT);
        if (low.equals("lan")) {
            return LAN;
        }
        if (low.equals("wan")) {
            return WAN;
        }
        Matcher matcher = RANGE.matcher(low);
        if (!matcher.matches()) {
            throw new ScenarioException(
                    "--delay " + text + ": give lan, wan, a time such as 5ms, or a range such as 5..40ms");
        }
        long least = micros(matcher.group(1));
        return new Delays(
                Kind.UNIFORM,
                least,
                Optional.ofNullable(matcher.group(2)).map(Delays::micros).orElse(least));
    }

    private static long micros(String millis) {
        return new java.math.BigDecimal(millis)
                .movePointRight(3)
                .min(new java.math.BigDecimal(Long.MAX_VALUE))
                .longValue();
    }

    @Override
    public String toString() {
        if (equals(LAN)) {
            return "lan";
        }
        return kind == Kind.REGIONS ? "wan" : number(leastMicros) + ".." + number(mostMicros) + "ms";
    }

    private static String number(long micros) {
        return java.math.BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString();
    }
}
