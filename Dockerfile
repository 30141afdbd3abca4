# Build: docker build -t quorate .
# Run:   docker run --rm -p 9944:9944 quorate --chain dev --rpc-external
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -q -pl node -am -DskipTests package

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin quorate \
    && install -d -o quorate -g quorate -m 0700 /data
COPY --from=build /src/node/target/lib /opt/quorate/lib
COPY --from=build /src/node/target/node-*.jar /opt/quorate/quorate.jar
COPY scripts/docker-entrypoint /usr/local/bin/quorate
USER quorate
WORKDIR /data
ENV QUORATE_BASE_PATH=/data/node
VOLUME /data
# Peers, RPC, metrics. RPC and metrics listen on loopback unless --rpc-external and --prometheus-external are given.
EXPOSE 30333 9944 9615
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD curl --fail --silent --show-error http://127.0.0.1:9944/health || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["quorate"]
CMD ["node"]
