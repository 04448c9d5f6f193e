// A coordinator in Azure: silos on Container Apps that nobody outside reaches, gateways for the sites, and what they keep everything in.
// This file only composes; each concern is a module.
targetScope = 'subscription'

@description('The name of the environment; resources and their group are called after it.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('The region of everything.')
param location string

@description('How many silos host the grains. Each is an app of its own with one replica.')
@minValue(1)
@maxValue(16)
param siloCount int = 3

@description('How few gateways serve sites.')
@minValue(1)
param gatewayMinimum int = 2

@description('How many gateways serve sites at most.')
@minValue(1)
@maxValue(30)
param gatewayMaximum int = 10

@description('The networks (CIDR) from which sites may call. Empty: from everywhere.')
param allowedNetworks string[] = []

@description('The name that sites dial, where it is another than the platform gives; point it at the gateways by DNS.')
param publicHost string = ''

@description('The image of the coordinator. Empty: everything but the apps is made, so that there is a registry to push it to.')
param coordinatorImage string = ''

@description('Processor cores of a silo.')
param siloCores string = '2'

@description('Memory of a silo.')
param siloMemory string = '4Gi'

@description('Address range of the virtual network, a /16.')
param addressPrefix string = '10.40.0.0/16'

@description('For how many days the audit trail cannot be changed or deleted.')
@minValue(1)
@maxValue(146000)
param auditDays int = 2555

@description('Whether the vault makes keys in hardware: the premium tier.')
param hardwareKeys bool = false

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module network 'modules/network.bicep' = {
  scope: group
  params: { location: location, tags: tags, addressPrefix: addressPrefix, allowedNetworks: allowedNetworks }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: { location: location, tags: tags, token: token }
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: { location: location, tags: tags }
}

module registry 'modules/registry.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    pullers: [identities.outputs.silo.principalId, identities.outputs.gateway.principalId]
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    auditDays: auditDays
    endpointSubnetId: network.outputs.endpointSubnetId
    networkId: network.outputs.networkId
    writers: [identities.outputs.silo.principalId, identities.outputs.gateway.principalId]
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    hardwareKeys: hardwareKeys
    endpointSubnetId: network.outputs.endpointSubnetId
    networkId: network.outputs.networkId
    siloPrincipalId: identities.outputs.silo.principalId
    gatewayPrincipalId: identities.outputs.gateway.principalId
  }
}

module siloEnvironment 'modules/environment.bicep' = {
  scope: group
  params: {
    name: 'cae-silos-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.siloSubnetId
    internal: true
    logsName: monitoring.outputs.logsName
    insightsName: monitoring.outputs.insightsName
  }
}

module gatewayEnvironment 'modules/environment.bicep' = {
  scope: group
  params: {
    name: 'cae-gateways-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.gatewaySubnetId
    internal: false
    logsName: monitoring.outputs.logsName
    insightsName: monitoring.outputs.insightsName
  }
}

// What sites dial, and what stands in their invitations.
var gatewayHost = empty(publicHost) ? 'gateway.${gatewayEnvironment.outputs.defaultDomain}' : publicHost

var services = {
  blobs: storage.outputs.blobs
  tables: storage.outputs.tables
  vault: vault.outputs.address
  hardwareKeys: hardwareKeys
}

module silos 'modules/silo.bicep' = [
  for index in range(0, siloCount): if (!empty(coordinatorImage)) {
    name: 'silo-${index}'
    scope: group
    params: {
      index: index
      location: location
      tags: tags
      environmentName: siloEnvironment.outputs.name
      identity: identities.outputs.silo
      registryServer: registry.outputs.server
      image: coordinatorImage
      gatewayHost: gatewayHost
      cores: siloCores
      memory: siloMemory
      services: services
    }
  }
]

module gateway 'modules/gateway.bicep' = if (!empty(coordinatorImage)) {
  scope: group
  params: {
    location: location
    tags: tags
    environmentName: gatewayEnvironment.outputs.name
    identity: identities.outputs.gateway
    registryServer: registry.outputs.server
    image: coordinatorImage
    gatewayHost: gatewayHost
    minimum: gatewayMinimum
    maximum: gatewayMaximum
    services: services
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_NAME string = registry.outputs.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.server
output AZURE_KEY_VAULT_ENDPOINT string = vault.outputs.address
output AZURE_STORAGE_BLOBS_ENDPOINT string = storage.outputs.blobs
output FEDGRAINS_GATEWAY string = 'https://${gatewayHost}:7443'
output FEDGRAINS_SILO_COUNT int = siloCount
