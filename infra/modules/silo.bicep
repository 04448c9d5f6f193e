// One silo: one app with one replica, at ports of its own on the environment's address, which is what other silos and gateways dial.
import { identityType, servicesType } from 'types.bicep'

param index int
param location string
param tags object
param environmentName string
param identity identityType
param registryServer string
param image string
param gatewayHost string
param cores string
param memory string
param services servicesType

var siloPort = 11111 + index
var gatewayPort = 30000 + index

resource apps 'Microsoft.App/managedEnvironments@2026-01-01' existing = { name: environmentName }

resource silo 'Microsoft.App/containerApps@2026-01-01' = {
  name: 'silo-${index}'
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: apps.id
    workloadProfileName: 'dedicated'
    configuration: {
      // Two revisions of a silo never run side by side at one address: infra/hooks/rollout.sh stops one and starts the next.
      activeRevisionsMode: 'Multiple'
      registries: [{ server: registryServer, identity: identity.id }]
      ingress: {
        external: true
        transport: 'tcp'
        targetPort: siloPort
        exposedPort: siloPort
        additionalPortMappings: [{ external: true, targetPort: gatewayPort, exposedPort: gatewayPort }]
      }
    }
    template: {
      terminationGracePeriodSeconds: 60
      scale: { minReplicas: 1, maxReplicas: 1 }
      volumes: [{ name: 'data', storageType: 'EmptyDir' }, { name: 'tmp', storageType: 'EmptyDir' }]
      containers: [
        {
          name: 'silo'
          image: image
          resources: { cpu: json(cores), memory: memory }
          volumeMounts: [{ volumeName: 'data', mountPath: '/data' }, { volumeName: 'tmp', mountPath: '/tmp' }]
          env: [
            { name: 'Coordinator__Roles', value: 'Silo' }
            { name: 'Coordinator__SiloName', value: 'silo-${index}' }
            { name: 'Coordinator__PublicHost', value: gatewayHost }
            { name: 'Coordinator__OrleansAddress', value: apps.properties.staticIp }
            { name: 'Coordinator__OrleansSiloPort', value: string(siloPort) }
            { name: 'Coordinator__OrleansGatewayPort', value: string(gatewayPort) }
            { name: 'Coordinator__OpenOrleansGateway', value: 'true' }
            { name: 'Azure__ClientId', value: identity.clientId }
            { name: 'Azure__Storage__Blobs', value: services.blobs }
            { name: 'Azure__Storage__Tables', value: services.tables }
            { name: 'Azure__KeyVault__Address', value: services.vault }
            { name: 'Azure__KeyVault__Hardware', value: string(services.hardwareKeys) }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: { scheme: 'HTTPS', port: 7443, path: '/health/live' }
              periodSeconds: 5
              failureThreshold: 30
            }
            {
              type: 'Liveness'
              httpGet: { scheme: 'HTTPS', port: 7443, path: '/health/live' }
              periodSeconds: 10
              failureThreshold: 6
            }
          ]
        }
      ]
    }
  }
}
