package io.quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.p2p.PeerIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the documentation and the code that applies them name each other. */
class CitationTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,4}) (.+?)\\s*$");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static final Pattern BOOTNODE = Pattern.compile("--bootnodes /ip4/127\\.0\\.0\\.1/tcp/30333/p2p/(\\w+)");

    private final Path root = root();
    private final Map<String, List<String>> headings = headings("#{1,4}");

    @Test
    void everyRuleOfConsensusIsCitedWhereItIsApplied() throws IOException {
        TreeSet<String> uncited = new TreeSet<>(headings("###").get("consensus.md"));
        assertThat(uncited).as("the rules of consensus.md").contains("Notarize", "Persist before send");
        for (Path file : sources()) {
            Citations.in(Files.readString(file), headings).stream()
                    .filter(citation -> citation.page().equals("consensus.md"))
                    .forEach(citation -> citation.headings().forEach(uncited::remove));
        }
        assertThat(uncited).as("rules of consensus.md that no code cites").isEmpty();
    }

    @Test
    void everyCitationNamesAPageAndARuleThatExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            for (Citations.Citation citation : Citations.in(Files.readString(file), headings)) {
                if (!headings.containsKey(citation.page())) {
                    wrong.add(root.relativize(file) + " cites docs/" + citation.page() + ", which is not there");
                }
                citation.unknown()
                        .ifPresent(name -> wrong.add(
                                root.relativize(file) + " cites no heading of " + citation.page() + " with: " + name));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyLinkBetweenPagesLeadsSomewhere() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!link.group(1).contains("://") && !leadsSomewhere(page, link.group(1))) {
                    wrong.add(root.relativize(page) + " links to " + link.group(1));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aCitationIsFoundOverTheEndOfALineAndInAList() {
        Map<String, List<String>> known = Map.of("consensus.md", List.of("Relay", "Fetch", "Blocks and execution"));
        String source = """
                /**
                 * See consensus.md,
                 * Relay and Fetch. */
                // consensus.md, Blocks and
                // execution: why
                // consensus.md, Relays
                // consensus.md tells
                """;
        assertThat(Citations.in(source, known))
                .containsExactly(
                        new Citations.Citation("consensus.md", List.of("Relay", "Fetch"), Optional.empty()),
                        new Citations.Citation("consensus.md", List.of("Blocks and execution"), Optional.empty()),
                        new Citations.Citation("consensus.md", List.of(), Optional.of("Relays consensus.md tells")),
                        new Citations.Citation("consensus.md", List.of(), Optional.empty()));
    }

    @Test
    void theBootnodeOfTheReadmeIsAlice() throws IOException {
        String id = PeerIds.of(DevelopmentKeys.ALICE.node().publicKey()).text();
        Matcher bootnode = BOOTNODE.matcher(Files.readString(root.resolve("README.md")));
        assertThat(bootnode.results().map(match -> match.group(1)))
                .as("the peer ids in the README's bootnodes")
                .isNotEmpty()
                .containsOnly(id);
    }

    private boolean leadsSomewhere(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return hash < 0
                || headingsOf(file, "#{1,4}").stream()
                        .map(heading -> heading.toLowerCase(java.util.Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-'))
                        .anyMatch(target.substring(hash + 1)::equals);
    }

    private Map<String, List<String>> headings(String level) {
        Map<String, List<String>> byPage = new TreeMap<>();
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".md")).toList()) {
                byPage.put(file.getFileName().toString(), headingsOf(file, level));
            }
        } catch (IOException e) {
            throw new AssertionError("the documentation can't be read", e);
        }
        return byPage;
    }

    private static List<String> headingsOf(Path file, String level) throws IOException {
        String prose = FENCE.matcher(Files.readString(file)).replaceAll("");
        return HEADING.matcher(prose)
                .results()
                .filter(match -> match.group(1).matches(level))
                .map(match -> match.group(2))
                .toList();
    }

    private List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.list(root.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages;
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path main : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        assertThat(sources).as("main sources under " + root).hasSizeGreaterThan(50);
        return sources;
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("docs/consensus.md"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new AssertionError("docs/consensus.md is in no directory above the working directory");
        }
        return at;
    }
}
