package io.quorate.node.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.quorate.node.config.LogConfig;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up Logback from the settings, in code: no file is searched for, which saves start-up time. */
final class Logging {
    /** Lines for people have short names, {@code quorate.node}; the rest is named by its package. */
    private static final String[] OWN = {"quorate.", "io.quorate.node."};

    private Logging() {}

    /** Until the settings are known: reading them wakes libraries that would tell everything. */
    static void silence() {
        context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }

    private static LoggerContext context() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("the logging library is not Logback");
        }
        return context;
    }

    static void configure(LogConfig config) {
        LoggerContext context = context();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setEncoder(encoder(config.format(), context));
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        setLevels(config);
    }

    /** Changes the levels alone; those that were set before and are not named any more follow the general one. */
    static void setLevels(LogConfig config) {
        LoggerContext context = context();
        Map<String, Level> levels = new TreeMap<>();
        // The libraries' own remarks matter to nobody until something is wrong.
        levels.put(Logger.ROOT_LOGGER_NAME, Level.WARN);
        levels.put("io.quorate", Level.toLevel(config.level()));
        levels.put("quorate", Level.toLevel(config.level()));
        config.targets().forEach((target, text) -> {
            Level level = Level.toLevel(text);
            if (target.contains(".")) {
                levels.put(target, level);
                return;
            }
            for (String prefix : OWN) {
                levels.put(prefix + target, level);
            }
        });
        levels.forEach((name, level) -> context.getLogger(name).setLevel(level));
        context.getLoggerList().stream()
                .filter(logger -> !levels.containsKey(logger.getName()))
                .forEach(logger -> logger.setLevel(null));
    }

    private static Encoder<ILoggingEvent> encoder(LogConfig.Format format, LoggerContext context) {
        if (format == LogConfig.Format.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithContext(false);
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithFormattedMessage(true);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %-10logger{0} %msg%n%ex");
        text.start();
        return text;
    }
}
