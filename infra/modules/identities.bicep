// Who the processes are. Silos make keys and keep state; gateways take updates in and open them.
param location string
param tags object

import { identityType } from 'types.bicep'

resource silo 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-silo'
  location: location
  tags: tags
}

resource gateway 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-gateway'
  location: location
  tags: tags
}

output silo identityType = { id: silo.id, clientId: silo.properties.clientId, principalId: silo.properties.principalId }
output gateway identityType = {
  id: gateway.id
  clientId: gateway.properties.clientId
  principalId: gateway.properties.principalId
}
