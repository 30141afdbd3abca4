package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.quorate.node.config.LogConfig;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<String, Level> before = new TreeMap<>();

    LoggingTest() {
        context.getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .forEach(logger -> before.put(logger.getName(), logger.getLevel()));
    }

    @AfterEach
    void restore() {
        context.getLoggerList().stream()
                .filter(logger -> !logger.getName().equals(Logger.ROOT_LOGGER_NAME))
                .forEach(logger -> logger.setLevel(null));
        before.forEach((name, level) -> context.getLogger(name).setLevel(level));
    }

    private static LogConfig config(String level, Map<String, String> targets) {
        return new LogConfig(level, new TreeMap<>(targets), LogConfig.Format.TEXT);
    }

    private Level level(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    @Test
    void levelsThatAreReadAgainTakeThePlaceOfAllThatWereThere() {
        Logging.setLevels(config("warn", Map.of("peers", "debug", "io.netty", "info")));
        assertThat(level("quorate.peers")).isEqualTo(Level.DEBUG);
        assertThat(level("quorate.node")).isEqualTo(Level.WARN);
        assertThat(level("io.netty.handler")).isEqualTo(Level.INFO);

        Logging.setLevels(config("info", Map.of("p2p", "trace")));
        assertThat(level("quorate.peers")).isEqualTo(Level.INFO);
        assertThat(level("io.quorate.node.p2p.Dialer")).isEqualTo(Level.TRACE);
        assertThat(level("io.netty.handler")).isEqualTo(Level.WARN);
    }
}
