package io.quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.Ledger;
import io.quorate.node.cli.Main;
import io.quorate.protocol.replica.Replica;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.storage.BasePath;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bugs that the simulator's tests plant, and what plants them, are in nothing that is shipped. */
class NoPlantedBugTest {
    private static final List<Class<?>> OF_EACH_MODULE =
            List.of(Hash.class, Replica.class, BasePath.class, Ledger.class, CharacterKind.class, Main.class);

    @Test
    void noModuleThatTheNodeIsMadeOfHoldsOne() throws Exception {
        for (Class<?> one : OF_EACH_MODULE) {
            Path place = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                assertHoldsNone(place);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    assertHoldsNone(jar.getPath("/"));
                }
            }
        }
    }

    private static void assertHoldsNone(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.map(Path::toString).filter(name -> name.endsWith(".class")))
                    .as(root.toUri().toString())
                    .isNotEmpty()
                    .noneMatch(name -> name.contains("planted") || name.contains("bytebuddy"));
        }
    }
}
