package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorate status}: a node and its chain on one screen. */
@Command(
        name = "status",
        header = "Show a node on one screen: height, view, peers, validators.",
        footer = {"", "Example:", "  quorate status --rpc http://127.0.0.1:9945"})
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ClientOptions node = new ClientOptions();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        RpcClient client = node.client();
        ObjectNode all = Json.object();
        JsonNode state = client.call("consensus.state");
        all.set("consensus", state);
        JsonNode set = client.call("consensus.validators");
        all.set("validators", set);
        JsonNode peers = client.call("net.peers");
        all.set("network", peers);
        JsonNode summary =
                client.call("system.get_state", Json.object().put("limit", 5)).path("summary");
        all.set("summary", summary);
        if (node.printed(all, terminal)) {
            return 0;
        }
        terminal.show(
                "node        " + state.path("self").path("name").asText("follows only") + " at " + client.shown());
        terminal.show("chain       " + summary.path("chain").asText() + ", id "
                + shortened(summary.path("chainId").asText()));
        terminal.show("height      " + state.path("finalizedHeight").asText() + " final"
                + (state.hasNonNull("syncTarget")
                        ? ", catching up to " + state.path("syncTarget").asText()
                        : ""));
        terminal.show("consensus   epoch " + state.path("epoch").asText() + ", view "
                + state.path("view").asText() + ", led by " + member(state.path("leader")) + ", "
                + state.path("phase").asText()
                + (state.path("waitingFor").asText().isEmpty()
                        ? ""
                        : ": " + state.path("waitingFor").asText()));
        terminal.show("mempool     " + state.path("pendingTransactions").asText() + " transactions, "
                + state.path("pendingBytes").asText() + " bytes");
        terminal.show("ledger      " + summary.path("instances").asText() + " instances, "
                + summary.path("decided").asText() + " of "
                + summary.path("decisions").asText()
                + " decisions decided, " + summary.path("keys").asText() + " keys");
        printValidators(set, state);
        printPeers(peers);
        return 0;
    }

    private void printValidators(JsonNode set, JsonNode state) {
        terminal.show("validators  power " + set.path("totalPower").asText() + ", a quorum is "
                + set.path("quorumPower").asText() + ", lies tolerated up to "
                + set.path("toleratedPower").asText());
        Map<Integer, String> votes = lastVotes(state);
        set.path("validators")
                .forEach(each -> terminal.show(String.format(
                        Locale.ROOT,
                        "  %-10s power %-6s last vote %s",
                        member(each),
                        each.path("power").asText(),
                        votes.getOrDefault(each.path("index").asInt(), "none in the open views"))));
    }

    /** The newest vote of each in the views above the highest finalization. */
    private static Map<Integer, String> lastVotes(JsonNode state) {
        Map<Integer, String> last = new TreeMap<>();
        state.path("views")
                .forEach(view -> view.path("votes")
                        .forEach(subject -> subject.path("voters")
                                .forEach(voter -> last.put(
                                        voter.path("index").asInt(),
                                        subject.path("kind").asText() + " in view "
                                                + view.path("view").asText()))));
        return last;
    }

    private void printPeers(JsonNode peers) {
        List<String> lines = new ArrayList<>();
        peers.path("peers")
                .forEach(peer -> lines.add(String.format(
                        Locale.ROOT,
                        "  %-10s %-8s height %-8s %s",
                        peer.path("validator").asText("-"),
                        peer.path("direction").asText(),
                        peer.path("finalizedHeight").asText(),
                        peer.path("address").asText())));
        terminal.show("peers       " + lines.size());
        lines.forEach(terminal::show);
    }

    private static String member(JsonNode member) {
        return member.path("name").asText("#" + member.path("index").asText());
    }

    private static String shortened(String hash) {
        return hash.length() <= 16 ? hash : hash.substring(0, 16) + "...";
    }
}
