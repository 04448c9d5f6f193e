#!/bin/sh
# Puts another image on the silos, one after the other. A silo's old revision has stopped before its new one starts: at no time do two
# processes answer at one address. The others carry the rounds meanwhile.
#   rollout.sh IMAGE
set -eu

image=$1
group=$AZURE_RESOURCE_GROUP
patience=${FEDGRAINS_ROLLOUT_SECONDS:-300}

# Waits until a command says what is expected.
until_says() {
  expected=$1
  shift
  waited=0
  while [ "$("$@")" != "$expected" ]; do
    if [ "$waited" -ge "$patience" ]; then
      echo "It did not become '$expected' in $patience seconds: $*" >&2
      exit 1
    fi
    sleep 5
    waited=$((waited + 5))
  done
}

active() { az containerapp revision list --resource-group "$group" --name "$1" --query "[?properties.active].name" --output tsv; }
replicas() { az containerapp replica list --resource-group "$group" --name "$1" --revision "$2" --query "length(@)" --output tsv; }
health() { az containerapp revision show --resource-group "$group" --name "$1" --revision "$2" --query properties.healthState --output tsv; }

for silo in $(az containerapp list --resource-group "$group" --query "[?starts_with(name, 'silo-')].name" --output tsv | sort); do
  echo "$silo: stopping"
  for revision in $(active "$silo"); do
    az containerapp revision deactivate --resource-group "$group" --name "$silo" --revision "$revision" --output none
    until_says 0 replicas "$silo" "$revision"
  done

  echo "$silo: starting $image"
  az containerapp update --resource-group "$group" --name "$silo" --image "$image" --output none
  for revision in $(active "$silo"); do until_says Healthy health "$silo" "$revision"; done
done
