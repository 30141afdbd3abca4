# syntax=docker/dockerfile:1
#
# The image of a Quorate node.
#
#   docker build -t quorate .
#   docker run --rm quorate --help
#   docker run -d --name alice -v alice:/var/lib/quorate -p 30333:30333 -p 127.0.0.1:9944:9944 \
#       quorate --alice --validator --chain local --rpc-external --rpc-methods unsafe
#
# The RPC listens on the container's own loopback address unless --rpc-external is given. To the node the host is
# another machine, which may vote with the node's keys only by --rpc-methods unsafe: publish the port on loopback only.

FROM debian:bookworm-slim AS build
# The packages' alternatives link manual pages into this directory, which the slim image lacks.
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The tests have their own command; the image is built from what has passed them.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -pl node -am -DskipTests package \
 && mkdir -p /opt/quorate/bin \
 && cp -r node/target/node-*.jar node/target/lib /opt/quorate/ \
 && install -m 755 scripts/quorate scripts/class-archive /opt/quorate/bin/

FROM debian:bookworm-slim
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless curl ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /var/lib/quorate --shell /usr/sbin/nologin quorate \
 && install -d -o quorate -g quorate -m 700 /var/lib/quorate
COPY --from=build /opt/quorate /opt/quorate
# Shows that the image is whole. The first command of a node makes the class archive, while it may write there.
RUN ln -s /opt/quorate/bin/quorate /usr/local/bin/quorate && quorate --version && quorate node --help >/dev/null
ENV QUORATE_BASE_PATH=/var/lib/quorate
USER quorate
WORKDIR /var/lib/quorate
VOLUME /var/lib/quorate
# Peers, JSON-RPC, metrics
EXPOSE 30333 9944 9615
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["curl", "-fsS", "-o", "/dev/null", "--max-time", "2", "http://127.0.0.1:9944/health"]
# The launcher replaces itself by Java, so SIGTERM reaches the node; give it 10 s, its own limit is 5.
ENTRYPOINT ["quorate"]
