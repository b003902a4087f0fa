# Footnote with its models in it: nothing is fetched when it runs.
#
#   docker build -t footnote .
#   docker run --rm -v footnote:/library footnote ask "Who owns AI in most companies?"
#
# The package index has torch for x86-64 as a CUDA build of several gigabytes. For the small one, give PyTorch's index of
# CPU builds: docker build --build-arg PIP_EXTRA_INDEX_URL=… .
FROM python:3.11-slim

ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

RUN useradd --create-home --uid 1000 footnote && install -d -o footnote /app /library
WORKDIR /app
USER footnote
COPY --chown=footnote . .
RUN bash scripts/setup.sh --runtime

ENV PATH=/app/.venv/bin:$PATH FOOTNOTE_LIBRARY=/library
VOLUME /library
ENTRYPOINT ["footnote"]
CMD ["--help"]
