package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.port.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasePathTest {
    @TempDir
    Path directory;

    @Test
    void makesWhatIsMissingForItsOwnerAlone() throws IOException {
        Path path = directory.resolve("a/b");
        try (BasePath base = BasePath.open(path)) {
            for (Path made : new Path[] {
                base.root(), base.database(), base.journal(), BasePath.keystore(base.root()), base.network()
            }) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                        .as(made.toString())
                        .isEqualTo("rwx------");
            }
            assertThat(Files.readString(path.resolve("format"))).isEqualTo("quorate base path 4\n");
        }
        BasePath.open(path).close();
    }

    @Test
    void leavesTheModeOfADirectoryThatWasThere() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        BasePath.open(directory).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void aSecondProcessIsToldWhoUsesIt() throws Exception {
        try (ChildProcess child = ChildProcess.start("hold", directory)) {
            assertThat(child.readLine()).isEqualTo("ready");
            assertThatThrownBy(() -> BasePath.open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("base path " + directory + " is in use by another process (pid " + child.pid()
                            + "): stop it or choose another --base-path");
        }
        // the lock dies with the process
        BasePath.open(directory).close();
    }

    @Test
    void twoInOneProcessExcludeEachOtherToo() {
        try (BasePath first = BasePath.open(directory)) {
            assertThatThrownBy(() -> BasePath.open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is in use by this process (pid "
                            + ProcessHandle.current().pid() + ")");
            assertThat(first.root()).isEqualTo(directory);
        }
        BasePath.open(directory).close();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        assertThatThrownBy(() -> BasePath.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file + " is a file, not a directory: choose another --base-path");
        assertThatThrownBy(() -> BasePath.open(file.resolve("below/it")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("choose");
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        BasePath.open(directory).close();
        for (String text : new String[] {"quorate base path 1\n", "", "something else", "x".repeat(10_000)}) {
            Files.writeString(directory.resolve("format"), text);
            assertThatThrownBy(() -> BasePath.open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("has format '"
                            + text.substring(0, Math.min(64, text.length())).strip() + "'")
                    .hasMessageContaining("but this program knows 'quorate base path 4'");
        }
        Files.writeString(directory.resolve("format"), "quorate base path 4\n");
        BasePath.open(directory).close();
    }

    @Test
    void dataWithoutItsFormatIsRefused() throws IOException {
        try (BasePath base = BasePath.open(directory)) {
            Files.writeString(base.journal().resolve("current"), "x");
        }
        Files.delete(directory.resolve("format"));
        assertThatThrownBy(() -> BasePath.open(directory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("holds data but its 'format' file is missing");
    }

    @Test
    void keysThatWerePutThereBeforeTheFirstStartAreNoObstacle() throws IOException {
        Files.createDirectory(directory.resolve("keystore"));
        Files.writeString(directory.resolve("keystore/validator.json"), "{}");
        BasePath.open(directory).close();
    }
}
