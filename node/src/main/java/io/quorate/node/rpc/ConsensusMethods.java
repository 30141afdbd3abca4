package io.quorate.node.rpc;

import static io.quorate.node.rpc.Parameter.Type.INTEGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.validators.Slash;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.NodeService.PeerSummary;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** {@code consensus.*} and {@code net.*}: the live round and who is there, from what the replica published last. */
final class ConsensusMethods {
    private final NodeService node;
    private final Map<PublicKey, String> names = new TreeMap<>();

    ConsensusMethods(NodeService node) {
        this.node = node;
        for (Genesis.Member member : node.genesis().members()) {
            names.put(member.consensusKey(), member.name());
        }
    }

    List<RpcMethod> all() {
        return List.of(state(), validators(), evidence(), peers());
    }

    private RpcMethod state() {
        return new RpcMethod(
                "consensus.state",
                "Where consensus stood after its last step: the live round, who has voted in it, and what it waits for.",
                List.of(),
                List.of(
                        ResultField.of("epoch", "integer", "the current epoch"),
                        ResultField.of("view", "integer", "the current view"),
                        ResultField.of("leader", "object", "who leads the view: index, name"),
                        ResultField.maybe("self", "object", "this node in the validator set: index, name"),
                        ResultField.of("phase", "string", "IDLE, PROPOSING, VOTING, COMMITTING or FINALIZED"),
                        ResultField.of("waitingFor", "string", "what keeps the view from going on, in words"),
                        ResultField.of("finalizedHeight", "integer", "the highest final block's height"),
                        ResultField.of("finalizedId", "string", "its id"),
                        ResultField.of("finalizedEpoch", "integer", "the epoch of the highest finalization"),
                        ResultField.of("finalizedView", "integer", "the view of the highest finalization"),
                        ResultField.of(
                                "views", "array", "of each view above it: certificates held, and votes by subject"),
                        ResultField.of("missing", "array", "who has not voted in the current view"),
                        ResultField.of("pendingTransactions", "integer", "transactions in the mempool"),
                        ResultField.of("pendingBytes", "integer", "their bytes"),
                        ResultField.maybe("syncTarget", "integer", "the height that it is catching up to")),
                arguments -> RpcAnswer.now(state(node.consensus())));
    }

    private ObjectNode state(ReplicaSnapshot now) {
        ValidatorSet set = now.epoch().set();
        ObjectNode result = Json.object()
                .put("epoch", now.round().epoch().number())
                .put("view", now.round().view().number());
        result.set("leader", member(set, now.leader()));
        now.self().ifPresent(self -> result.set("self", member(set, self)));
        result.put("phase", now.phase().name())
                .put("waitingFor", now.waitingFor())
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
        result.set("missing", members(set, index -> !voted.contains(index)));
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
            subject.set("voters", members(set, held.voters()::contains));
        }
        return view;
    }

    private ArrayNode members(ValidatorSet set, Predicate<ValidatorIndex> which) {
        ArrayNode members = Json.array();
        set.indexes().stream().filter(which).forEach(index -> members.add(member(set, index)));
        return members;
    }

    private ObjectNode member(ValidatorSet set, ValidatorIndex index) {
        ObjectNode member = Json.object().put("index", index.number());
        name(set.get(index)).ifPresent(name -> member.put("name", name));
        return member;
    }

    /** The name that genesis gave, if it did. */
    private Optional<String> name(Validator validator) {
        return Optional.ofNullable(names.get(validator.key()));
    }

    private RpcMethod validators() {
        return new RpcMethod(
                "consensus.validators",
                "The validator set of the current epoch, and what becomes of its members' stake.",
                List.of(),
                List.of(
                        ResultField.of("epoch", "integer", "the current epoch"),
                        ResultField.of("hash", "string", "what headers name the set by"),
                        ResultField.of("totalPower", "integer", "the sum of all powers, W"),
                        ResultField.of("quorumPower", "integer", "the least power that is a quorum"),
                        ResultField.of("toleratedPower", "integer", "the most Byzantine power that is tolerated"),
                        ResultField.of(
                                "validators",
                                "array",
                                "of the set: index, name (if it has one), publicKey, power, weight (how often it leads),"
                                        + " account, stake, reputation and age in basis points, status"),
                        ResultField.of(
                                "others",
                                "array",
                                "the first of those outside the set with stake: name, publicKey (if they joined ever),"
                                        + " account, stake, reputation, age, status")),
                arguments -> RpcAnswer.now(validators(node.consensus())));
    }

    private ObjectNode validators(ReplicaSnapshot now) {
        ValidatorSet set = now.epoch().set();
        LedgerQueries queries = new LedgerQueries(node.blocks().state());
        ObjectNode result = Json.object()
                .put("epoch", now.epoch().epoch().number())
                .put("hash", set.hash().toHex())
                .put("totalPower", set.total().units())
                .put("quorumPower", set.total().leastQuorum().units())
                .put("toleratedPower", set.total().toleratedByzantine().units());
        ArrayNode validators = result.putArray("validators");
        for (ValidatorIndex index : set.indexes()) {
            Validator validator = set.get(index);
            ObjectNode shown = member(set, index)
                    .put("publicKey", validator.key().toHex())
                    .put("power", validator.power().units())
                    .put("weight", validator.leaderWeight());
            // The state may be a block ahead of the snapshot: never without the key's account, though.
            queries.validatorOf(validator.key()).ifPresent(account -> stake(account, shown));
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

    private RpcMethod evidence() {
        return new RpcMethod(
                "consensus.evidence",
                "What is proven of validators: the evidence that is pooled until it is on chain, and the penalties there.",
                List.of(
                        Parameter.withDefault("offset", INTEGER, "0", "the first penalty to list, newest first"),
                        Parameter.withDefault(
                                "limit",
                                INTEGER,
                                "" + LedgerQueries.MAX_PAGE,
                                "how many penalties to list, at most " + LedgerQueries.MAX_PAGE)),
                List.of(
                        ResultField.of(
                                "pending",
                                "array",
                                "epoch, view, validator (index, name), reason, proof in words, bytes: hexadecimal,"
                                        + " verifies offline"),
                        ResultField.of("penaltyCount", "integer", "how many penalties there are"),
                        ResultField.of(
                                "penalties",
                                "array",
                                "account, publicKey, name (if genesis gave one), reason, epoch, view, penalty,"
                                        + " stakeLeft, evidence (its hash), height, timeMillis, txId")),
                this::evidence);
    }

    private CompletableFuture<RpcAnswer> evidence(Arguments arguments) throws RpcException {
        long offset = arguments.integer("offset", 0, 0, Integer.MAX_VALUE);
        int limit = (int) arguments.integer("limit", LedgerQueries.MAX_PAGE, 0, LedgerQueries.MAX_PAGE);
        ObjectNode result = pending(node.consensus());
        LedgerQueries queries = new LedgerQueries(node.blocks().state());
        result.put("penaltyCount", queries.slashCount());
        ArrayNode penalties = result.putArray("penalties");
        for (Slash slash : queries.slashes(offset, limit)) {
            ObjectNode one = penalties
                    .addObject()
                    .put("account", slash.account().toHex())
                    .put("publicKey", slash.key().toHex());
            Optional.ofNullable(names.get(slash.key())).ifPresent(name -> one.put("name", name));
            one.put("reason", slash.reason().label())
                    .put("epoch", slash.round().epoch().number())
                    .put("view", slash.round().view().number())
                    .put("penalty", slash.penalty().units())
                    .put("stakeLeft", slash.left().units())
                    .put("evidence", slash.evidence().toHex())
                    .put("height", slash.height().number())
                    .put("timeMillis", slash.time().millis())
                    .put("txId", slash.transaction().toString());
        }
        return RpcAnswer.now(result);
    }

    private ObjectNode pending(ReplicaSnapshot now) {
        ObjectNode result = Json.object();
        ArrayNode pending = result.putArray("pending");
        for (Evidence evidence : now.evidence()) {
            ObjectNode one = pending.addObject()
                    .put("epoch", evidence.round().epoch().number())
                    .put("view", evidence.round().view().number());
            one.set("validator", accused(now, evidence));
            one.put("reason", evidence.misbehaviour().label())
                    .put("proof", proof(evidence))
                    .put("bytes", HexFormat.of().formatHex(StoredForms.encode(evidence)));
        }
        return result;
    }

    /** Its index is one of the set of the fault's epoch, which may be another than the current one's. */
    private ObjectNode accused(ReplicaSnapshot now, Evidence evidence) {
        Epoch epoch = evidence.round().epoch();
        Optional<ValidatorSet> set = epoch.equals(now.epoch().epoch())
                ? Optional.of(now.epoch().set())
                : node.blocks().epoch(epoch).map(EpochStart::set);
        return set.map(known -> member(known, evidence.validator()))
                .orElseGet(() -> Json.object().put("index", evidence.validator().number()));
    }

    private static String proof(Evidence evidence) {
        if (evidence instanceof Evidence.ConflictingVotes votes) {
            return votes.first().subject() + " and " + votes.second().subject();
        }
        return evidence instanceof Evidence.InvalidTransaction invalid
                ? invalid.transaction() + " in block " + invalid.header().id() + " is badly signed"
                : "the header of block " + evidence.vote().subject().block() + " is over the limits";
    }

    private RpcMethod peers() {
        return new RpcMethod(
                "net.peers",
                "The connected peers.",
                List.of(),
                List.of(
                        ResultField.of("count", "integer", "how many there are"),
                        ResultField.of(
                                "peers",
                                "array",
                                "id, address, direction, validator (if it is one of genesis), finalizedHeight,"
                                        + " bytesIn, bytesOut")),
                arguments -> RpcAnswer.now(peers(node.peers())));
    }

    private static ObjectNode peers(List<PeerSummary> connected) {
        ObjectNode result = Json.object().put("count", connected.size());
        ArrayNode peers = result.putArray("peers");
        for (PeerSummary peer : connected) {
            ObjectNode one = peers.addObject()
                    .put("id", peer.id().text())
                    .put("address", peer.address())
                    .put("direction", peer.inbound() ? "inbound" : "outbound");
            peer.validator().ifPresent(name -> one.put("validator", name));
            one.put("finalizedHeight", peer.finalizedHeight())
                    .put("bytesIn", peer.bytesIn())
                    .put("bytesOut", peer.bytesOut());
        }
        return result;
    }
}
