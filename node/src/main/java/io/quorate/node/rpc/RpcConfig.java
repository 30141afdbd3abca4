package io.quorate.node.rpc;

import io.quorate.node.http.HttpLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the RPC serves.
 *
 * @param bind where it listens; port 0 takes any free one
 * @param http bounds of bodies, connections and their times
 * @param calls bounds of calls
 * @param access who may call
 * @param votesAMinute how many votes one instance may cast in any minute
 * @param subscriptions bounds of subscriptions
 */
public record RpcConfig(
        InetSocketAddress bind,
        HttpLimits http,
        Calls calls,
        Access access,
        int votesAMinute,
        Subscriptions subscriptions) {
    /** The defaults of operations.md and ledger.md, at an address. */
    public static RpcConfig at(InetSocketAddress bind) {
        return new RpcConfig(bind, HttpLimits.DEFAULT, Calls.DEFAULT, Access.LOCAL, 50, Subscriptions.DEFAULT);
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code votesAMinute} is not from 1 to 1,000,000
     */
    public RpcConfig {
        if (votesAMinute < 1 || votesAMinute > 1_000_000) {
            throw new IllegalArgumentException("votes a minute are from 1 to 1000000, not " + votesAMinute);
        }
    }

    /** This with other bounds of HTTP. */
    public RpcConfig withHttp(HttpLimits other) {
        return new RpcConfig(bind, other, calls, access, votesAMinute, subscriptions);
    }

    /** This with other bounds of calls. */
    public RpcConfig withCalls(Calls other) {
        return new RpcConfig(bind, http, other, access, votesAMinute, subscriptions);
    }

    /** This with another access. */
    public RpcConfig withAccess(Access other) {
        return new RpcConfig(bind, http, calls, other, votesAMinute, subscriptions);
    }

    /** This with another rate. */
    public RpcConfig withVotesAMinute(int other) {
        return new RpcConfig(bind, http, calls, access, other, subscriptions);
    }

    /** This with other bounds of subscriptions. */
    public RpcConfig withSubscriptions(Subscriptions other) {
        return new RpcConfig(bind, http, calls, access, votesAMinute, other);
    }

    /**
     * Bounds of subscriptions.
     *
     * @param perConnection how many one connection may have
     * @param inAll how many there may be
     * @param roomBytes as long as so much is queued for a connection, no more is queued
     * @param patience how long it may be so before the connection is cut off
     */
    public record Subscriptions(int perConnection, int inAll, int roomBytes, Duration patience) {
        /** 32 a connection and 2,000 in all; 1 MiB, 10 s. */
        public static final Subscriptions DEFAULT = new Subscriptions(32, 2_000, 1 << 20, Duration.ofSeconds(10));

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public Subscriptions {
            if (perConnection < 1 || inAll < 1 || roomBytes < 1 || patience.isZero() || patience.isNegative()) {
                throw new IllegalArgumentException("a bound of subscriptions must be at least 1");
            }
        }
    }

    /**
     * Bounds of calls.
     *
     * @param batch how many calls one body may hold
     * @param workers threads that run calls
     * @param queued bodies that wait for a worker; beyond it they are answered by {@code OVERLOADED}
     * @param waiting calls that wait for a transaction of the node's own to become final, at a time; and as many for clients'
     * @param finality how long a call waits for its transaction to become final
     * @param instanceKeys how many instances this node holds keys for
     */
    public record Calls(int batch, int workers, int queued, int waiting, Duration finality, int instanceKeys) {
        /** 100; 4 threads, 1,024 queued and 4,096 waiting; 5 s; 10,000 keys. */
        public static final Calls DEFAULT = new Calls(100, 4, 1_024, 4_096, Duration.ofSeconds(5), 10_000);

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public Calls {
            if (batch < 1 || workers < 1 || queued < 1 || waiting < 1 || instanceKeys < 1 || finality.isNegative()) {
                throw new IllegalArgumentException("a bound of calls must be at least 1");
            }
        }
    }

    /**
     * Who may call.
     *
     * @param hosts names in the Host header besides those of this machine's loopback; {@code *} takes any
     * @param origins of web pages that may call, such as {@code https://example.org}; {@code *} takes any
     * @param token what {@code Authorization: Bearer} must carry, if anything
     * @param unsafe whether callers on other machines may run methods that act with this node's keys or change it
     */
    public record Access(Set<String> hosts, Set<String> origins, Optional<String> token, boolean unsafe) {
        /** Only by this machine's own names, from no other web page, without a token. */
        public static final Access LOCAL = new Access(Set.of(), Set.of(), Optional.empty(), false);

        /**
         * Copies the sets.
         *
         * @throws IllegalArgumentException if the token is empty
         */
        public Access {
            hosts = Set.copyOf(hosts);
            origins = Set.copyOf(origins);
            if (token.filter(String::isEmpty).isPresent()) {
                throw new IllegalArgumentException("the RPC token must not be empty");
            }
        }

        /** This with or without unsafe methods for callers on other machines. */
        public Access withUnsafe(boolean other) {
            return new Access(hosts, origins, token, other);
        }

        @Override
        public String toString() {
            return "Access[hosts=" + hosts + ", origins=" + origins + ", token=" + (token.isPresent() ? "set" : "none")
                    + ", unsafe=" + unsafe + "]";
        }
    }
}
