package io.quorate.node.rpc.methods;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.Tally;
import io.quorate.ledger.decisions.Elector;
import io.quorate.node.rpc.Json;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A page of a decision's lists, all from the same place on: as many as are asked for and, since a vote's value may be long,
 * no more than a WebSocket's answer has room for.
 *
 * @param next where the next page begins, if there is one
 */
record DecisionPage(ArrayNode votes, ArrayNode commits, ArrayNode electors, OptionalLong next) {
    /** What the lists may take of an answer, and the tally as much; at least one place of each is shown. */
    static final int ROOM = 512 * 1024;

    /** The place {@code offset} and those after it. */
    static DecisionPage of(DecisionView decision, long offset, int limit) {
        ArrayNode votes = Json.array();
        ArrayNode commits = Json.array();
        ArrayNode electors = Json.array();
        long end = Stream.of(decision.votes(), decision.sealedBallots(), decision.electors())
                .mapToLong(List::size)
                .max()
                .orElse(0);
        int room = ROOM;
        long at = offset;
        while (at < end && at - offset < limit) {
            List<ObjectNode> vote = at(decision.votes(), at, DecisionJson::vote);
            List<ObjectNode> commit = at(decision.sealedBallots(), at, DecisionJson::commit);
            List<ObjectNode> elector = at(decision.electors(), at, DecisionPage::elector);
            room -= Stream.of(vote, commit, elector)
                    .flatMap(List::stream)
                    .mapToInt(DecisionPage::length)
                    .sum();
            if (room < 0 && at > offset) {
                break;
            }
            votes.addAll(vote);
            commits.addAll(commit);
            electors.addAll(elector);
            at++;
        }
        return new DecisionPage(votes, commits, electors, at < end ? OptionalLong.of(at) : OptionalLong.empty());
    }

    /** The values that got votes first, as many as there is room for. */
    static ArrayNode tally(DecisionView decision) {
        ArrayNode tally = Json.array();
        int room = ROOM;
        for (Tally each : decision.tally()) {
            ObjectNode line = Json.object().put("value", each.value()).put("weight", each.weight());
            room -= length(line);
            if (tally.size() >= DecisionJson.PAGE || (room < 0 && !tally.isEmpty())) {
                break;
            }
            tally.add(line);
        }
        return tally;
    }

    private static ObjectNode elector(Elector elector) {
        return Json.object().put("instanceId", elector.instance()).put("weight", elector.weight());
    }

    private static <T> List<ObjectNode> at(List<T> all, long place, Function<T, ObjectNode> json) {
        return place < all.size() ? List.of(json.apply(all.get((int) place))) : List.of();
    }

    private static int length(ObjectNode line) {
        return Json.write(line).length;
    }
}
