# Model, policy store and encoder of one version, for the init containers of deploy/kubernetes:
#   bot artefacts var/artefacts && docker build -f deploy/artefacts.Dockerfile -t dianchuang-artefacts:VERSION var/artefacts
FROM busybox:1.36
COPY . /artefacts
USER 10001
