#!/bin/sh
# Builds the image of this commit once its registry is there, and starts silos and gateways on it.
# It provisions again when the image is another one; that inner run finds it unchanged and ends here.
set -eu
cd "$(dirname "$0")/../.."

tag=${FEDGRAINS_VERSION:-$(git rev-parse --short=12 HEAD)}
image="$AZURE_CONTAINER_REGISTRY_ENDPOINT/fedgrains-coordinator:$tag"

if [ "${FEDGRAINS_COORDINATOR_IMAGE:-}" = "$image" ]; then exit 0; fi

az acr build --registry "$AZURE_CONTAINER_REGISTRY_NAME" --image "fedgrains-coordinator:$tag" --file infra/images/coordinator.Dockerfile .

# Silos that run are replaced one by one. Where there are none yet there is nothing to do.
infra/hooks/rollout.sh "$image"

azd env set FEDGRAINS_COORDINATOR_IMAGE "$image"
azd provision --no-prompt
