package io.quorate.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is signed or hashed under one tag can't be replayed under another: consensus.md, Words. */
class DomainTagsTest {
    private static final Pattern TAG = Pattern.compile("\"(quorate\\.[a-z.]+\\.v\\d+(?:\\\\0)?)\"\\.getBytes");

    @Test
    void allDomainTagsDifferAndNoneBeginsAnother() throws IOException {
        List<String> tags = tags();
        assertThat(tags)
                .contains(
                        "quorate.vote.v1",
                        "quorate.transaction.v1",
                        "quorate.transaction.id.v1",
                        "quorate.header.v1",
                        "quorate.set.v1");
        for (int a = 0; a < tags.size(); a++) {
            for (int b = 0; b < tags.size(); b++) {
                assertThat(a == b || !tags.get(a).startsWith(tags.get(b)))
                        .as("%s and %s", tags.get(a), tags.get(b))
                        .isTrue();
            }
        }
    }

    private static List<String> tags() throws IOException {
        List<String> tags = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source : sources.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                Matcher matcher = TAG.matcher(Files.readString(source));
                while (matcher.find()) {
                    tags.add(matcher.group(1).replace("\\0", ""));
                }
            }
        }
        return tags;
    }
}
