package io.quorate.node.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.keystore.KeystoreException;
import io.quorate.crypto.signature.Signer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceKeysTest {
    @TempDir
    Path directory = Path.of("");

    private InstanceKeys keys(int limit) {
        return new InstanceKeys(
                Keystore.open(directory),
                Optional.empty(),
                DevelopmentKeys.ALICE.account().signer(),
                limit);
    }

    @Test
    void aKeyIsMadeOnceAndFoundAgain() {
        Signer made = keys(10).findOrCreate("a").orElseThrow();

        assertThat(keys(10).find("a").orElseThrow().publicKey()).isEqualTo(made.publicKey());
        assertThat(keys(10).findOrCreate("a").orElseThrow().publicKey()).isEqualTo(made.publicKey());
        assertThat(keys(10).find("b")).isEmpty();
    }

    @Test
    void noMoreAreMadeThanTheLimit() {
        InstanceKeys two = keys(2);
        assertThat(two.findOrCreate("a")).isPresent();
        assertThat(two.findOrCreate("b")).isPresent();

        assertThat(two.findOrCreate("c")).isEmpty();
        assertThat(two.findOrCreate("a")).isPresent();
        assertThat(keys(2).findOrCreate("c")).as("counted from the files").isEmpty();
    }

    /** A key takes long to read, as its file is encrypted at a cost; a pipe in its place takes as long as it likes. */
    @Test
    void whileOneKeyIsReadOthersAreFoundAndMade() throws Exception {
        InstanceKeys keys = keys(10);
        Signer quick = keys.findOrCreate("quick").orElseThrow();
        Path pipe = directory.resolve("slow.json");
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            CompletableFuture<Optional<Signer>> slow = CompletableFuture.supplyAsync(() -> keys.find("slow"), threads);
            // Opens once the other end is being read.
            try (OutputStream out = Files.newOutputStream(pipe)) {
                CompletableFuture<Optional<Signer>> found =
                        CompletableFuture.supplyAsync(() -> keys.find("quick"), threads);
                assertThat(found.get(1, TimeUnit.MINUTES).map(Signer::publicKey))
                        .contains(quick.publicKey());
                CompletableFuture<Optional<Signer>> made =
                        CompletableFuture.supplyAsync(() -> keys.findOrCreate("new"), threads);
                assertThat(made.get(1, TimeUnit.MINUTES)).isPresent();
                assertThat(slow).isNotDone();
                out.write('{');
            }
            assertThatThrownBy(slow::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(KeystoreException.class);
        } finally {
            threads.shutdownNow();
        }
    }
}
