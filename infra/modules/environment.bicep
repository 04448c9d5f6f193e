// A Container Apps environment in a subnet of its own; internal ones have no address outside the network.
param name string
param location string
param tags object
param subnetId string
param internal bool
param logsName string
param insightsName string

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = { name: logsName }

resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }

resource apps 'Microsoft.App/managedEnvironments@2024-10-02-preview' = {
  name: name
  location: location
  tags: tags
  properties: {
    vnetConfiguration: { internal: internal, infrastructureSubnetId: subnetId }
    // Silos on the shared profile lose connections among each other; they get machines of their own.
    workloadProfiles: [
      { name: 'Consumption', workloadProfileType: 'Consumption' }
      { name: 'dedicated', workloadProfileType: 'D4', minimumCount: 1, maximumCount: 10 }
    ]
    peerTrafficConfiguration: { encryption: { enabled: true } }
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
    appInsightsConfiguration: { connectionString: insights.properties.ConnectionString }
    openTelemetryConfiguration: {
      tracesConfiguration: { destinations: ['appInsights'] }
      logsConfiguration: { destinations: ['appInsights'] }
    }
  }
}

output name string = apps.name
output defaultDomain string = apps.properties.defaultDomain
