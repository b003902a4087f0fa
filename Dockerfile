# Footnote with its models in it: nothing is fetched when it runs.
#
#   docker build -t footnote .
#   docker run --rm -v footnote:/library footnote ask "Who owns AI in most companies?"
#   docker run --read-only --tmpfs /tmp -v footnote:/library --env-file FILE -p 8700:8700 footnote
#
# The package index has torch for x86-64 as a CUDA build of several gigabytes, which is fetched and thrown away again. For
# the small one, give PyTorch's index of CPU builds: docker build --build-arg PIP_EXTRA_INDEX_URL=… .

FROM python:3.11.14-slim-bookworm AS built

ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_NO_CACHE_DIR=1 VENV=/opt/footnote
WORKDIR /src
COPY . .
RUN bash scripts/setup.sh --runtime

FROM python:3.11.14-slim-bookworm

RUN useradd --no-create-home --uid 10001 footnote && install -d -o footnote -g footnote /library
COPY --from=built /opt/footnote /opt/footnote
# All that is written is in /library, and for a moment in /tmp: the root may be read-only.
ENV PATH=/opt/footnote/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    FOOTNOTE_LIBRARY=/library \
    FOOTNOTE_LOG_FORMAT=json \
    FOOTNOTE_LOG_LEVEL=info
USER 10001
WORKDIR /tmp
VOLUME /library
EXPOSE 8700
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["python", "-m", "bot.service.probe"]
ENTRYPOINT ["footnote"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8700"]
