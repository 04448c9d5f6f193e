// The gateways: what sites dial. TLS ends in the gateway itself, whose authority sites pin; the platform passes bytes on, and cuts no long call.
import { identityType, servicesType } from 'types.bicep'

param location string
param tags object
param environmentName string
param identity identityType
param registryServer string
param image string
param gatewayHost string
param minimum int
param maximum int
param services servicesType

var sitePort = 7443

resource apps 'Microsoft.App/managedEnvironments@2026-01-01' existing = { name: environmentName }

resource gateway 'Microsoft.App/containerApps@2026-01-01' = {
  name: 'gateway'
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: apps.id
    workloadProfileName: 'dedicated'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registryServer, identity: identity.id }]
      ingress: { external: true, transport: 'tcp', targetPort: sitePort, exposedPort: sitePort }
    }
    template: {
      terminationGracePeriodSeconds: 60
      scale: {
        minReplicas: minimum
        maxReplicas: maximum
        rules: [
          { name: 'connections', tcp: { metadata: { concurrentConnections: '200' } } }
          { name: 'processors', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '70' } } }
        ]
      }
      volumes: [{ name: 'data', storageType: 'EmptyDir' }, { name: 'tmp', storageType: 'EmptyDir' }]
      containers: [
        {
          name: 'gateway'
          image: image
          resources: { cpu: json('1'), memory: '2Gi' }
          volumeMounts: [{ volumeName: 'data', mountPath: '/data' }, { volumeName: 'tmp', mountPath: '/tmp' }]
          env: [
            { name: 'Coordinator__Roles', value: 'Gateway' }
            { name: 'Coordinator__SiloName', value: 'gateway' }
            { name: 'Coordinator__PublicHost', value: gatewayHost }
            { name: 'Azure__ClientId', value: identity.clientId }
            { name: 'Azure__Storage__Blobs', value: services.blobs }
            { name: 'Azure__Storage__Tables', value: services.tables }
            { name: 'Azure__KeyVault__Address', value: services.vault }
            { name: 'Azure__KeyVault__Hardware', value: string(services.hardwareKeys) }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: { scheme: 'HTTPS', port: sitePort, path: '/health/live' }
              periodSeconds: 5
              failureThreshold: 30
            }
            {
              type: 'Liveness'
              httpGet: { scheme: 'HTTPS', port: sitePort, path: '/health/live' }
              periodSeconds: 10
              failureThreshold: 6
            }
            {
              type: 'Readiness'
              httpGet: { scheme: 'HTTPS', port: sitePort, path: '/health/ready' }
              periodSeconds: 10
              failureThreshold: 3
            }
          ]
        }
      ]
    }
  }
}
