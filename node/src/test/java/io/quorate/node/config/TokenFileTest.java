package io.quorate.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operating.md, HTTP: optional bearer token. */
class TokenFileTest {
    @TempDir
    Path directory;

    private Path write(String text, String mode) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "token", ""), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void aFileThatIsNotThereIsMadeForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("new").resolve("token");
        String token = TokenFile.readOrCreate(file);
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(TokenFile.readOrCreate(file)).isEqualTo(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TokenFile.readOrCreate(directory.resolve("other"))).isNotEqualTo(token);
    }

    @Test
    void theFirstLineIsTheToken() throws IOException {
        assertThat(TokenFile.read(write("0123456789abcdef\nand a remark\n", "rw-------")))
                .isEqualTo("0123456789abcdef");
    }

    @Test
    void whatOthersMayReadIsRefused() throws IOException {
        for (String mode : List.of("rw-r--r--", "rw----r--", "rw--w----")) {
            Path file = write("0123456789abcdef\n", mode);
            assertThatThrownBy(() -> TokenFile.read(file))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("open to others");
        }
    }

    @Test
    void whatIsNoTokenIsRefused() throws IOException {
        for (String text : List.of("", "\n", "short", "with a space in the line", "0123456789abcd\u00e9f")) {
            Path file = write(text, "rw-------");
            assertThatThrownBy(() -> TokenFile.read(file))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("first line");
        }
        assertThatThrownBy(() -> TokenFile.read(directory.resolve("missing"))).hasMessageContaining("cannot read");
    }
}
