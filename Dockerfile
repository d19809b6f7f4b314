# The connector as an image for Airbyte: docker build -t source-tiktok-marketing .
ARG VERSION=0.1.0

FROM swift:6.3-bookworm AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends libcurl4-openssl-dev zlib1g-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.swift ./
COPY Schemas Schemas
COPY Sources Sources
COPY Tests Tests
RUN swift build --configuration release --static-swift-stdlib --product source-tiktok-marketing -Xlinker -s

FROM debian:bookworm-slim
ARG VERSION
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libcurl4 zlib1g libstdc++6 \
  && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 1000 --create-home --home-dir /airbyte --shell /usr/sbin/nologin airbyte
COPY --from=build /build/.build/release/source-tiktok-marketing /usr/local/bin/source-tiktok-marketing
USER airbyte
WORKDIR /airbyte
ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/source-tiktok-marketing"
ENTRYPOINT ["/usr/local/bin/source-tiktok-marketing"]
LABEL io.airbyte.name="airbyte/source-tiktok-marketing"
LABEL io.airbyte.version="${VERSION}"
