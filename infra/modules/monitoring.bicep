// Logs of the platform, and the traces, metrics and logs that processes export over OpenTelemetry.
param location string
param tags object

@description('What makes names the only ones of their kind.')
@minLength(13)
@maxLength(13)
param token string

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${token}'
  location: location
  tags: tags
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 90, features: { disableLocalAuth: false } }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: { Application_Type: 'web', WorkspaceResourceId: logs.id }
}

output logsName string = logs.name
output insightsName string = insights.name
