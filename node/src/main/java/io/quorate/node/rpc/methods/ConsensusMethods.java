package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.HEX;
import static io.quorate.node.rpc.Shape.INTEGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.Recent.LastVote;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code consensus.state} and {@code consensus.validators}: the live round and the set, from what the replica published last. */
final class ConsensusMethods {
    private static final Shape LAST_VOTE = Shape.object(
            ResultField.of("kind", RecentMethods.KIND, "what it was"),
            ResultField.of("view", INTEGER, "of which view"),
            ResultField.of("agoMillis", INTEGER, "how long ago this node heard of it"));

    private final NodeService node;
    private final Members names;

    ConsensusMethods(NodeService node, Members names) {
        this.node = node;
        this.names = names;
    }

    List<RpcMethod> all() {
        return List.of(state(), validators());
    }

    private RpcMethod state() {
        return new RpcMethod(
                "consensus.state",
                "Where consensus stood after its last step: the live round, who has voted in it, and what it waits for.",
                List.of(),
                List.of(
                        ResultField.of("epoch", Shape.INTEGER, "the current epoch"),
                        ResultField.of("view", Shape.INTEGER, "the current view"),
                        ResultField.of("leader", Members.ONE, "who leads the view"),
                        ResultField.maybe("self", Members.ONE, "this node in the validator set"),
                        ResultField.of(
                                "phase",
                                Shape.choice("IDLE", "PROPOSING", "VOTING", "COMMITTING", "FINALIZED"),
                                "how far the view is"),
                        ResultField.of("waitingFor", Shape.STRING, "what keeps the view from going on, in words"),
                        ResultField.of("finalizedHeight", Shape.INTEGER, "the highest final block's height"),
                        ResultField.of("finalizedId", Shape.HASH, "its id"),
                        ResultField.of("finalizedEpoch", Shape.INTEGER, "the epoch of the highest finalization"),
                        ResultField.of("finalizedView", Shape.INTEGER, "the view of the highest finalization"),
                        ResultField.of(
                                "views",
                                Shape.listOf(
                                        ResultField.of("view", INTEGER, "its number"),
                                        ResultField.of("notarized", Shape.FLAG, "whether a notarization is held"),
                                        ResultField.of("nullified", Shape.FLAG, "whether a nullification is held"),
                                        ResultField.of("finalized", Shape.FLAG, "whether a finalization is held"),
                                        ResultField.of("hasBlock", Shape.FLAG, "whether its block is held"),
                                        ResultField.of(
                                                "votes",
                                                Shape.listOf(
                                                        ResultField.of("kind", Shape.STRING, "the vote's kind"),
                                                        ResultField.of("parentView", INTEGER, "the parent it names"),
                                                        ResultField.of("blockId", Shape.HASH, "the block"),
                                                        ResultField.of("power", INTEGER, "the power of who voted so"),
                                                        ResultField.of("voters", Members.LIST, "who voted so")),
                                                "votes held, by what they say")),
                                "of each view above it: what is held"),
                        ResultField.of("missing", Members.LIST, "who has not voted in the current view"),
                        ResultField.of("pendingTransactions", Shape.INTEGER, "transactions in the mempool"),
                        ResultField.of("pendingBytes", Shape.INTEGER, "their bytes"),
                        ResultField.maybe("syncTarget", Shape.INTEGER, "the height that it is catching up to")),
                arguments -> RpcAnswer.now(state(node.consensus())));
    }

    private ObjectNode state(ReplicaSnapshot now) {
        ValidatorSet set = now.epoch().set();
        ObjectNode result = Json.object()
                .put("epoch", now.round().epoch().number())
                .put("view", now.round().view().number());
        result.set("leader", names.one(set, now.leader()));
        now.self().ifPresent(self -> result.set("self", names.one(set, self)));
        result.put("phase", now.phase().name())
                .put("waitingFor", now.waitingFor().text(index -> names.called(set, index)))
                .put("finalizedHeight", now.head().height().number())
                .put("finalizedId", now.headId().toString())
                .put("finalizedEpoch", now.finalizedRound().epoch().number())
                .put("finalizedView", now.finalizedRound().view().number());
        ArrayNode views = result.putArray("views");
        Signers heard = Signers.none(set.size());
        for (ViewHoldings holdings : now.views()) {
            views.add(view(set, holdings));
            if (holdings.view().equals(now.round().view())) {
                heard = voters(set, holdings);
            }
        }
        Signers voted = heard;
        result.set("missing", names.all(set, index -> !voted.contains(index)));
        result.put("pendingTransactions", now.pendingTransactions()).put("pendingBytes", now.pendingBytes());
        now.syncTarget().ifPresent(target -> result.put("syncTarget", target));
        return result;
    }

    private static Signers voters(ValidatorSet set, ViewHoldings holdings) {
        Signers all = Signers.none(set.size());
        for (VoteHoldings votes : holdings.votes()) {
            for (ValidatorIndex index : set.indexes()) {
                all = votes.voters().contains(index) ? all.with(index) : all;
            }
        }
        return all;
    }

    private ObjectNode view(ValidatorSet set, ViewHoldings holdings) {
        ObjectNode view = Json.object()
                .put("view", holdings.view().number())
                .put("notarized", holdings.notarized())
                .put("nullified", holdings.nullified())
                .put("finalized", holdings.finalized())
                .put("hasBlock", holdings.hasBlock());
        ArrayNode votes = view.putArray("votes");
        for (VoteHoldings held : holdings.votes()) {
            ObjectNode subject = votes.addObject()
                    .put("kind", held.subject().kind().verb())
                    .put("parentView", held.subject().parentView().number())
                    .put("blockId", held.subject().block().toString())
                    .put("power", set.powerOf(held.voters()).units());
            subject.set("voters", names.all(set, held.voters()::contains));
        }
        return view;
    }

    private RpcMethod validators() {
        return new RpcMethod(
                "consensus.validators",
                "The validator set of the current epoch, and what becomes of its members' stake.",
                List.of(),
                List.of(
                        ResultField.of("epoch", Shape.INTEGER, "the current epoch"),
                        ResultField.of("hash", Shape.HASH, "what headers name the set by"),
                        ResultField.of("totalPower", Shape.INTEGER, "the sum of all powers, W"),
                        ResultField.of("quorumPower", Shape.INTEGER, "the least power that is a quorum"),
                        ResultField.of("toleratedPower", Shape.INTEGER, "the most Byzantine power that is tolerated"),
                        ResultField.of(
                                "validators",
                                Shape.listOf(
                                        ResultField.of("index", INTEGER, "its place in the set"),
                                        ResultField.maybe("name", Shape.STRING, "its name, if it has one"),
                                        ResultField.of("publicKey", HEX, "the key of its votes"),
                                        ResultField.of("power", INTEGER, "its voting power"),
                                        ResultField.of("weight", INTEGER, "how often it leads"),
                                        ResultField.maybe("account", HEX, "the key of its account"),
                                        ResultField.maybe("stake", INTEGER, "its stake"),
                                        ResultField.maybe("reputation", INTEGER, "in basis points"),
                                        ResultField.maybe("age", INTEGER, "in basis points"),
                                        ResultField.maybe("status", Shape.STRING, "what it does with its stake"),
                                        ResultField.maybe("lastVote", LAST_VOTE, "its last that was heard here")),
                                "the set, in its order"),
                        ResultField.of(
                                "others",
                                Shape.listOf(
                                        ResultField.maybe("name", Shape.STRING, "its name, if it has one"),
                                        ResultField.maybe("publicKey", HEX, "the key of its votes, if it joined ever"),
                                        ResultField.maybe("account", HEX, "the key of its account"),
                                        ResultField.maybe("stake", INTEGER, "its stake"),
                                        ResultField.maybe("reputation", INTEGER, "in basis points"),
                                        ResultField.maybe("age", INTEGER, "in basis points"),
                                        ResultField.maybe("status", Shape.STRING, "what it does with its stake")),
                                "the first of those outside the set with stake")),
                arguments -> RpcAnswer.now(validators(node.consensus())));
    }

    private ObjectNode validators(ReplicaSnapshot now) {
        ValidatorSet set = now.epoch().set();
        LedgerQueries queries = new LedgerQueries(node.blocks().state());
        Map<ValidatorIndex, LastVote> votes = node.recent(0).votes();
        ObjectNode result = Json.object()
                .put("epoch", now.epoch().epoch().number())
                .put("hash", set.hash().toHex())
                .put("totalPower", set.total().units())
                .put("quorumPower", set.total().leastQuorum().units())
                .put("toleratedPower", set.total().toleratedByzantine().units());
        ArrayNode validators = result.putArray("validators");
        for (ValidatorIndex index : set.indexes()) {
            Validator validator = set.get(index);
            ObjectNode shown = names.one(set, index)
                    .put("publicKey", validator.key().toHex())
                    .put("power", validator.power().units())
                    .put("weight", validator.leaderWeight());
            // The state may be a block ahead of the snapshot: never without the key's account, though.
            queries.validatorOf(validator.key()).ifPresent(account -> stake(account, shown));
            Optional.ofNullable(votes.get(index))
                    .filter(vote -> vote.round().epoch().equals(now.epoch().epoch()))
                    .ifPresent(vote -> shown.set("lastVote", lastVote(vote)));
            validators.add(shown);
        }
        ArrayNode others = result.putArray("others");
        for (ValidatorAccount account : queries.validators(0, LedgerQueries.MAX_PAGE)) {
            Optional<PublicKey> key = account.keys().map(ValidatorAccount.Keys::current);
            if (key.flatMap(set::indexOf).isEmpty()) {
                ObjectNode shown = others.addObject();
                key.ifPresent(known -> shown.put("publicKey", known.toHex()));
                stake(account, shown);
            }
        }
        return result;
    }

    private static ObjectNode lastVote(LastVote vote) {
        return Json.object()
                .put("kind", vote.kind().verb())
                .put("view", vote.round().view().number())
                .put("agoMillis", vote.ago().toMillis());
    }

    private static void stake(ValidatorAccount account, ObjectNode shown) {
        if (!account.name().isEmpty()) {
            shown.put("name", account.name());
        }
        shown.put("account", account.account().toHex())
                .put("stake", account.stake().units())
                .put("reputation", account.standing().reputation())
                .put("age", account.standing().age())
                .put("status", account.status().label());
    }
}
