# The portal as an image. Web and worker are two commands of it: compose.yaml names them.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/rcsportal
WORKDIR /srv/rcsportal
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY manage.py .
COPY rcsportal rcsportal
COPY launches launches
COPY templates templates
COPY static static
RUN useradd --system rcsportal && install -d -m 700 -o rcsportal "$VAR_DIR"
USER rcsportal
VOLUME /var/lib/rcsportal
EXPOSE 8000
CMD ["gunicorn", "rcsportal.wsgi", "--threads", "8", "--no-control-socket", "--bind", "0.0.0.0:8000"]
