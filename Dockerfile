# One image for every process: the command decides whether it serves, works or migrates.
FROM python:3.13-slim

# WeasyPrint sets its text with Pango; the fonts are our own.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 DATA_DIR=/data HOST=0.0.0.0 PORT=8000
RUN useradd --system --create-home --uid 1000 eventdesk \
    && mkdir /app /data \
    && chown eventdesk /data
WORKDIR /app

# The packages are a layer of their own: they change less often than the code.
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN pip install --no-cache-dir --no-index --no-deps --no-build-isolation --editable . \
    && python -m compileall -q eventdesk

USER eventdesk
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["eventdesk", "serve"]
