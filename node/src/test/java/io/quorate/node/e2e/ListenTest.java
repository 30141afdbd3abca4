package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operating.md, Logs: the full listen address, as it is given to others for their bootnode. */
class ListenTest {
    private static final Pattern LISTENING = Pattern.compile("listening on (/\\S+)");

    @TempDir
    private Path directory = Path.of("");

    private static boolean hasIp6() {
        try (ServerSocket socket = new ServerSocket()) {
            byte[] loopback = new byte[16];
            loopback[15] = 1;
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theAddressThatIsLoggedIsTheOneToDialAlsoIfItIsIp6() throws Exception {
        Assumptions.assumeTrue(hasIp6(), "this machine has no ::1");
        Member alice = Member.of(ALICE);
        Member bob = Member.of(BOB);
        try (NodeProcess first = start(alice)) {
            Await.until("its address", first::toString, () -> first.out().contains("listening on"));
            Matcher logged = LISTENING.matcher(first.out());
            assertThat(logged.find()).isTrue();
            assertThat(logged.group(1)).startsWith("/ip6/::1/tcp/" + alice.peers() + "/p2p/12D3KooW");

            try (NodeProcess second = start(bob, "--bootnodes", logged.group(1))) {
                Await.until("a connection", second::toString, () -> second.out().contains("connected to alice"));
            }
        }
    }

    private NodeProcess start(Member member, String... more) throws IOException {
        List<String> words = new ArrayList<>(
                member.words("local", directory.resolve(member.name()).toString()));
        words.addAll(List.of("--listen-addr", "::1", "--prometheus-port", String.valueOf(member.metrics())));
        words.addAll(List.of(more));
        return NodeProcess.start(directory, member.name(), words);
    }
}
