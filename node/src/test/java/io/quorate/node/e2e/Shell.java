package io.quorate.node.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A shell in a directory of its own, with {@code quorate} on its path and its data below that directory. */
record Shell(Path directory, Path bash) {
    static Shell in(Path directory) throws IOException {
        Path bash = Programs.orFailInCi("bash", "install bash");
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path quorate = Files.writeString(
                bin.resolve("quorate"),
                "#!/bin/bash\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp '" + classPath()
                        + "' io.quorate.node.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(quorate, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Shell(directory, bash);
    }

    /** Absolute, for another directory. */
    private static String classPath() {
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            parts.add(Path.of(part).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, parts);
    }

    /** Runs some lines; what fails ends them. */
    Programs.Ran run(String lines) throws IOException, InterruptedException {
        Path script = Files.createTempFile(directory, "script", ".sh");
        Files.writeString(
                script,
                "set -euo pipefail\ncd '" + directory + "'\nexport XDG_DATA_HOME='"
                        + directory.resolve(".local/share") + "' PATH='" + directory.resolve("bin")
                        + "':$PATH no_proxy='*'\n" + lines);
        return Programs.run(directory, "", List.of(bash.toString(), script.toString()));
    }
}
