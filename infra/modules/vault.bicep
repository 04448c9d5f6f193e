// The vault of the federations' keys. What is deleted in it can be recovered for 90 days, and by nobody destroyed before.
param location string
param tags object

@description('What makes names the only ones of their kind.')
@minLength(13)
@maxLength(13)
param token string

param hardwareKeys bool
param endpointSubnetId string
param networkId string
param siloPrincipalId string
param gatewayPrincipalId string

// Silos make federations' keys. Gateways use keys that are there.
var cryptoOfficer = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '14b46e9e-c2b7-41b4-b07b-48a6ebf60603'
)
var cryptoUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '12338af0-0e69-4776-bea7-57ae8d297424'
)

// The coordinator's own keys. It makes a federation's when the federation needs one.
var names = ['fedgrains-cluster', 'fedgrains-storage']

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: hardwareKeys ? 'premium' : 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Disabled'
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
  }
}

resource wrapping 'Microsoft.KeyVault/vaults/keys@2023-07-01' = [
  for name in names: {
    parent: vault
    name: '${name}-wrap'
    tags: { 'fedgrains-version': '1' }
    properties: { kty: hardwareKeys ? 'RSA-HSM' : 'RSA', keySize: 3072, keyOps: ['wrapKey', 'unwrapKey'] }
  }
]

resource signing 'Microsoft.KeyVault/vaults/keys@2023-07-01' = [
  for name in names: {
    parent: vault
    name: '${name}-sign'
    tags: { 'fedgrains-version': '1' }
    properties: { kty: hardwareKeys ? 'EC-HSM' : 'EC', curveName: 'P-256', keyOps: ['sign', 'verify'] }
  }
]

resource silos 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, 'silo', cryptoOfficer)
  scope: vault
  properties: { principalId: siloPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: cryptoOfficer }
}

resource gateways 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, 'gateway', cryptoUser)
  scope: vault
  properties: { principalId: gatewayPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: cryptoUser }
}

module endpoint 'endpoint.bicep' = {
  name: 'endpoint-vault'
  params: {
    name: 'pe-vault'
    location: location
    tags: tags
    subnetId: endpointSubnetId
    networkId: networkId
    serviceId: vault.id
    groupId: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
  }
}

output address string = vault.properties.vaultUri
