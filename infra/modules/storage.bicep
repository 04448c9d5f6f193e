// The storage account: membership and reminders in tables, state, artifacts and the audit trail in blobs. It has no keys that are taken, and
// no address outside the network.
param location string
param tags object

@description('What makes names the only ones of their kind.')
@minLength(13)
@maxLength(13)
param token string

param auditDays int
param endpointSubnetId string
param networkId string
param writers string[]

var blobContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
)
var tableContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
)

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Disabled'
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 30 }
      containerDeleteRetentionPolicy: { enabled: true, days: 30 }
    }

    resource artifacts 'containers' = { name: 'fedgrains' }

    resource state 'containers' = { name: 'grainstate' }

    // What was appended stays; more may be appended.
    resource audit 'containers' = {
      name: 'audit'

      resource policy 'immutabilityPolicies' = {
        name: 'default'
        properties: { immutabilityPeriodSinceCreationInDays: auditDays, allowProtectedAppendWrites: true }
      }
    }
  }

  resource tables 'tableServices' = { name: 'default' }
}

resource blobAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (writer, index) in writers: {
    name: guid(account.id, string(index), blobContributor)
    scope: account
    properties: { principalId: writer, principalType: 'ServicePrincipal', roleDefinitionId: blobContributor }
  }
]

resource tableAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (writer, index) in writers: {
    name: guid(account.id, string(index), tableContributor)
    scope: account
    properties: { principalId: writer, principalType: 'ServicePrincipal', roleDefinitionId: tableContributor }
  }
]

module endpoints 'endpoint.bicep' = [
  for service in ['blob', 'table']: {
    name: 'endpoint-${service}'
    params: {
      name: 'pe-${service}'
      location: location
      tags: tags
      subnetId: endpointSubnetId
      networkId: networkId
      serviceId: account.id
      groupId: service
      zone: 'privatelink.${service}.${environment().suffixes.storage}'
    }
  }
]

output blobs string = account.properties.primaryEndpoints.blob
output tables string = account.properties.primaryEndpoints.table
