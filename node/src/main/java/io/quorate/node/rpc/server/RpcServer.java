package io.quorate.node.rpc.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quorate.node.dashboard.Dashboard;
import io.quorate.node.http.ByteBudget;
import io.quorate.node.http.HttpAnswer;
import io.quorate.node.http.HttpHead;
import io.quorate.node.http.HttpServer;
import io.quorate.node.http.HttpService;
import io.quorate.node.http.PortTakenException;
import io.quorate.node.http.SocketService;
import io.quorate.node.rpc.Caller;
import io.quorate.node.rpc.Clocks;
import io.quorate.node.rpc.Discovery;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.JsonRpc;
import io.quorate.node.rpc.RpcConfig;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Workers;
import io.quorate.node.rpc.feed.Feed;
import io.quorate.node.rpc.feed.SubscriptionMethods;
import io.quorate.node.rpc.methods.InstanceKeys;
import io.quorate.node.rpc.methods.Methods;
import io.quorate.node.runtime.NodeService;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The node's JSON-RPC over HTTP, with the dashboard, {@code /health} and {@code /ready}. Thread-safe. */
public final class RpcServer implements AutoCloseable {
    private static final int IO_THREADS = 2;

    /** Bodies up to this length are parsed to name the calls that were refused for overload. */
    private static final int SMALL_BODY = 4_096;

    /** Answers to one body up to this length, in all, are held whatever else is. */
    private static final int FREE_ANSWER = 4_096;

    private final HttpServer.Listening http;
    private final Workers workers;
    private final Feed feed;

    private RpcServer(HttpServer.Listening http, Workers workers, Feed feed) {
        this.http = http;
        this.workers = workers;
        this.feed = feed;
    }

    /**
     * Begins to serve.
     *
     * @param keys what the node signs with
     * @throws PortTakenException if it cannot listen where it was told to
     */
    public static RpcServer start(RpcConfig config, NodeService node, InstanceKeys keys, Clocks clocks)
            throws PortTakenException {
        Workers workers = new Workers(config.calls().workers(), config.calls().queued());
        List<RpcMethod> methods = Methods.of(node, keys, workers, config, clocks);
        Feed feed = new Feed(node, config.subscriptions(), clocks.nanos());
        List<RpcMethod> all = Stream.concat(methods.stream(), new SubscriptionMethods(feed).all().stream())
                .toList();
        JsonRpc rpc =
                new JsonRpc(Discovery.added(all, version()), config.calls().batch());
        ByteBudget held = new ByteBudget(config.http().heldBytesInAll());
        Service service = new Service(config, node, workers, rpc, feed, held, Dashboard.load());
        try {
            HttpServer.Listening http =
                    HttpServer.start("rpc-io", IO_THREADS, config.bind(), config.http(), held, service);
            feed.start();
            return new RpcServer(http, workers, feed);
        } catch (PortTakenException e) {
            feed.close();
            workers.close();
            throw e;
        }
    }

    /** As the build wrote it into the jar. */
    private static String version() {
        return Optional.ofNullable(RpcServer.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Stops listening and drops what is unanswered. Returns within 2 s. */
    @Override
    public void close() {
        feed.close();
        http.close();
        workers.close();
    }

    /** The answer to calls that found no worker. */
    static CompletableFuture<Optional<byte[]>> busy(JsonRpc rpc, byte[] body) {
        RpcError error =
                RpcError.of(ErrorCode.OVERLOADED, "the node has more calls than it can serve: try again later");
        return body.length <= SMALL_BODY ? rpc.refuse(body, error) : JsonRpc.refuseUnread(error);
    }

    /** Routes requests. */
    private record Service(
            RpcConfig config,
            NodeService node,
            Workers workers,
            JsonRpc rpc,
            Feed feed,
            ByteBudget held,
            Dashboard dashboard,
            AccessPolicy access)
            implements HttpService {
        private static final String ROOT = "/";
        private static final String HEALTH = "/health";
        private static final String READY = "/ready";

        private static final List<HttpMethod> READ = List.of(HttpMethod.GET, HttpMethod.HEAD);

        private static final List<HttpMethod> READ_AND_CALL =
                List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.OPTIONS);

        Service(
                RpcConfig config,
                NodeService node,
                Workers workers,
                JsonRpc rpc,
                Feed feed,
                ByteBudget held,
                Dashboard dashboard) {
            this(config, node, workers, rpc, feed, held, dashboard, new AccessPolicy(config.access()));
        }

        /** What a path takes; nothing if there is no such path. */
        private List<HttpMethod> verbs(String path) {
            return switch (path) {
                case ROOT -> READ_AND_CALL;
                case HEALTH, READY -> READ;
                default -> dashboard.at(path).isPresent() ? READ : List.of();
            };
        }

        @Override
        public Optional<HttpAnswer> refuse(HttpHead head) {
            List<HttpMethod> verbs = verbs(head.path());
            if (verbs.isEmpty()) {
                return Optional.of(HttpAnswer.text(
                        HttpResponseStatus.NOT_FOUND,
                        "nothing here: POST / for JSON-RPC, GET / for the dashboard, GET /health, GET /ready"));
            }
            if (!verbs.contains(head.method())) {
                String names = verbs.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
                return Optional.of(HttpAnswer.text(
                                HttpResponseStatus.METHOD_NOT_ALLOWED, head.path() + " takes " + names + " only")
                        .with("Allow", names));
            }
            boolean needsToken = head.method().equals(HttpMethod.POST) || asksForSocket(head);
            // A page that may call is told why it was not served.
            return access.refuse(head, needsToken)
                    .map(answer -> access.allowedOrigin(head.headers())
                            .map(origin -> forPage(answer, origin))
                            .orElse(answer));
        }

        private static boolean asksForSocket(HttpHead head) {
            return head.path().equals(ROOT)
                    && head.method().equals(HttpMethod.GET)
                    && head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        }

        @Override
        public Optional<SocketService> socket(HttpHead head) {
            return asksForSocket(head)
                    ? Optional.of(new CallSocket(
                            rpc,
                            workers,
                            feed,
                            () -> held.share(FREE_ANSWER),
                            access.trusts(head),
                            config.http().sockets()))
                    : Optional.empty();
        }

        @Override
        public CompletableFuture<HttpAnswer> serve(HttpHead head, byte[] body) {
            CompletableFuture<HttpAnswer> answer = switch (head.path()) {
                case HEALTH -> later(() -> health(node.unhealthy()));
                case READY -> later(() -> health(notReady()));
                default -> {
                    if (head.method().equals(HttpMethod.POST)) {
                        yield calls(body, access.trusts(head));
                    }
                    boolean asks = head.method().equals(HttpMethod.OPTIONS);
                    HttpAnswer nothing = HttpAnswer.empty(HttpResponseStatus.NO_CONTENT);
                    yield CompletableFuture.completedFuture(
                            asks ? nothing : dashboard.at(head.path()).orElse(nothing));
                }
            };
            return access.allowedOrigin(head.headers())
                    .map(origin -> answer.thenApply(plain -> forPage(plain, origin)))
                    .orElse(answer);
        }

        private static HttpAnswer forPage(HttpAnswer answer, String origin) {
            return answer.with("Access-Control-Allow-Origin", origin)
                    .with("Access-Control-Allow-Methods", "POST")
                    .with("Access-Control-Allow-Headers", "content-type, authorization")
                    .with("Vary", "Origin");
        }

        private CompletableFuture<HttpAnswer> calls(byte[] body, boolean trusted) {
            ByteBudget.Share share = held.share(FREE_ANSWER);
            CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
            boolean taken = workers.run(() -> forward(rpc.answer(body, Caller.byHttp(trusted, share)), answer));
            if (!taken) {
                forward(busy(rpc, body), answer);
            }
            return answer.whenComplete((document, failure) -> {
                        if (failure != null) {
                            share.close();
                        }
                    })
                    .thenApply(document -> document.map(json -> HttpAnswer.json(HttpResponseStatus.OK, json))
                            .orElseGet(() -> HttpAnswer.empty(HttpResponseStatus.NO_CONTENT))
                            .whenGone(share::close));
        }

        private static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
            var unused = from.whenComplete((value, failure) -> {
                if (failure == null) {
                    to.complete(value);
                } else {
                    to.completeExceptionally(failure);
                }
            });
        }

        private Optional<String> notReady() {
            return node.unhealthy()
                    .or(() -> node.consensus().syncTarget().map(target -> "catching up to height " + target));
        }

        private CompletableFuture<HttpAnswer> later(Supplier<HttpAnswer> work) {
            CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
            boolean taken = workers.soon(() -> {
                try {
                    answer.complete(work.get());
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            if (!taken) {
                answer.complete(HttpAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "the node is stopping"));
            }
            return answer;
        }

        private HttpAnswer health(Optional<String> reason) {
            ObjectNode report = Json.object().put("healthy", reason.isEmpty());
            reason.ifPresent(why -> report.put("reason", why));
            report.put("chain", node.genesis().name())
                    .put("height", node.consensus().head().height().number());
            return HttpAnswer.json(
                    reason.isEmpty() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    Json.write(report));
        }
    }
}
