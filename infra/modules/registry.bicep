// Where the images are. Nobody signs in with a password.
param location string
param tags object

@description('What makes names the only ones of their kind.')
@minLength(13)
@maxLength(13)
param token string

param pullers string[]

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr${token}'
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

resource pulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (puller, index) in pullers: {
    name: guid(registry.id, string(index), acrPull)
    scope: registry
    properties: { principalId: puller, principalType: 'ServicePrincipal', roleDefinitionId: acrPull }
  }
]

output name string = registry.name
output server string = registry.properties.loginServer
