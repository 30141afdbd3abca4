package io.quorate.node.config;

import io.quorate.client.text.Nearest;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.config.Setting.ValueType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of values that settings have. */
final class Types {
    static final ValueType<String> TEXT = type(Types::text, Types::quoted);
    static final ValueType<Path> PATH = type(Types::path, path -> quoted(path.toString()));
    static final ValueType<Integer> PORT = type(text -> number(text, 0, 65_535, "a port"), String::valueOf);
    static final ValueType<Integer> COUNT =
            type(text -> number(text, 1, 1_000_000_000, "a whole number"), String::valueOf);
    static final ValueType<Boolean> FLAG = type(Types::flag, String::valueOf);
    static final ValueType<InetAddress> ADDRESS = type(Types::address, address -> quoted(address.getHostAddress()));
    static final ValueType<String> DEVELOPMENT_KEY = type(Types::developmentKey, Types::quoted);
    static final ValueType<NodeConfig.RpcMethods> RPC_METHODS =
            type(Types::rpcMethods, methods -> quoted(methods.name().toLowerCase(Locale.ROOT)));
    static final ValueType<LogConfig.Format> LOG_FORMAT =
            type(Types::logFormat, format -> quoted(format.name().toLowerCase(Locale.ROOT)));
    static final ValueType<List<String>> LIST =
            type(Types::list, items -> items.stream().map(Types::quoted).collect(Collectors.joining(", ", "[", "]")));

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
    /** No host name gets through: looking one up would make a configuration depend on a network. */
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private Types() {}

    private static <T> ValueType<T> type(Function<String, T> reader, Function<T, String> writer) {
        return new ValueType<>() {
            @Override
            public T read(String text) {
                return reader.apply(text);
            }

            @Override
            public String write(T value) {
                return writer.apply(value);
            }
        };
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        return text;
    }

    private static Path path(String text) {
        try {
            return Path.of(text(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
        }
    }

    private static int number(String text, int least, int most, String what) {
        if (!DIGITS.matcher(text).matches() || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new IllegalArgumentException("is not " + what + ": give a number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    private static InetAddress address(String text) {
        if (!IP.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an IP address, such as 0.0.0.0 or ::1");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is not an IP address, such as 0.0.0.0 or ::1", e);
        }
    }

    private static String developmentKey(String text) {
        if (DevelopmentKeys.byName(text).isEmpty()) {
            List<String> names =
                    Stream.of(DevelopmentKeys.values()).map(DevelopmentKeys::id).toList();
            throw new IllegalArgumentException("is no development key; " + Nearest.hint(text, names));
        }
        return text;
    }

    private static NodeConfig.RpcMethods rpcMethods(String text) {
        return switch (text) {
            case "safe" -> NodeConfig.RpcMethods.SAFE;
            case "unsafe" -> NodeConfig.RpcMethods.UNSAFE;
            default -> throw new IllegalArgumentException("is neither safe nor unsafe");
        };
    }

    private static LogConfig.Format logFormat(String text) {
        return switch (text) {
            case "text" -> LogConfig.Format.TEXT;
            case "json" -> LogConfig.Format.JSON;
            default -> throw new IllegalArgumentException("is neither text nor json");
        };
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
