# ocpptap as an image. Two targets:
#   full (default)  with the embedded engine (570 MB): one container is the whole program
#   slim            without it: for fleets, whose store is a ClickHouse server
# The engine is published for amd64 only. On arm64 `full` builds as well, says so, and needs a
# ClickHouse server like `slim`.
#
#   docker build -t ocpptap .
#   docker build -t ocpptap:slim --target slim .
#
# Proxies: the usual build arguments HTTP_PROXY, HTTPS_PROXY, NO_PROXY. A registry or a certificate
# authority of your own: --secret id=npmrc,src=FILE --secret id=ca,src=FILE. Neither stays in the
# image.

# Pin it further with a digest: --build-arg NODE_IMAGE=…@sha256:…
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No script of any package runs, here or below: none is needed. The engine is not, either.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca,target=/run/secrets/ca.pem \
    if [ -s /run/secrets/ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca.pem; fi; \
    npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build

FROM ${NODE_IMAGE} AS modules-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca,target=/run/secrets/ca.pem \
    if [ -s /run/secrets/ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca.pem; fi; \
    npm ci --ignore-scripts --omit=dev --omit=optional --no-audit --no-fund

FROM ${NODE_IMAGE} AS modules-full
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca,target=/run/secrets/ca.pem \
    if [ -s /run/secrets/ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca.pem; fi; \
    npm ci --ignore-scripts --omit=dev --no-audit --no-fund; \
    [ -d node_modules/@chdb ] || echo "No embedded engine for $(uname -m): give --store"

# All of the program but its packages. Nothing in it can be written by the user it runs as.
FROM ${NODE_IMAGE} AS runtime
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ocpptap" \
      org.opencontainers.image.description="Transparent proxy and flight recorder for OCPP" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Package managers have no place beside charging links. The numbers are what Kubernetes compares.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* \
 && groupadd --gid 10001 ocpptap \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/ocpptap \
      --shell /usr/sbin/nologin ocpptap \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/ocpptap \
 && printf '#!/bin/sh\nexec node /app/dist/main.js "$@"\n' > /usr/local/bin/ocpptap \
 && chmod 0755 /usr/local/bin/ocpptap
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/dist dist
ENV NODE_ENV=production \
    OCPPTAP_DATA=/var/lib/ocpptap
VOLUME /var/lib/ocpptap
EXPOSE 9000
STOPSIGNAL SIGTERM
# Every role that runs here, over its own socket: it needs no port and no console.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/dist/observe/probe-process.js", "ready", "/var/lib/ocpptap", "relay"]
ENTRYPOINT ["node", "/app/dist/main.js"]
# Whoever gives arguments gives all of them: an address in the environment would win over a file.
CMD ["serve", "--listen", "0.0.0.0:9000"]

# Compiled once, while the image is built, what each start would compile again. The cache's name has
# the number of the user in it, so that user makes it; afterwards it belongs to root like the rest.
FROM runtime AS slim
COPY --from=modules-slim /app/node_modules node_modules
RUN --mount=type=bind,source=deploy/warm.mjs,target=/tmp/warm.mjs \
    install -d -o 10001 -g 10001 node_modules/.cache \
 && setpriv --reuid=10001 --regid=10001 --clear-groups node /tmp/warm.mjs \
 && chown -R root:root node_modules/.cache
USER 10001:10001

FROM runtime AS full
COPY --from=modules-full /app/node_modules node_modules
RUN --mount=type=bind,source=deploy/warm.mjs,target=/tmp/warm.mjs \
    install -d -o 10001 -g 10001 node_modules/.cache \
 && setpriv --reuid=10001 --regid=10001 --clear-groups node /tmp/warm.mjs \
 && chown -R root:root node_modules/.cache
USER 10001:10001
