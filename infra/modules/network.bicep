// One network: silos, gateways and private endpoints, each in a subnet of its own.
param location string
param tags object
param addressPrefix string
param allowedNetworks string[]

var sitePort = '7443'
var siloPrefix = cidrSubnet(addressPrefix, 23, 0)
var gatewayPrefix = cidrSubnet(addressPrefix, 23, 1)
var endpointPrefix = cidrSubnet(addressPrefix, 24, 4)

// Silos are reached from the network alone.
resource siloRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-silos'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'network-only'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'probes'
        properties: {
          priority: 300
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

// Gateways are reached by sites, at one port.
resource gatewayRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-gateways'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'sites'
        properties: union(
          {
            priority: 100
            direction: 'Inbound'
            access: 'Allow'
            protocol: 'Tcp'
            sourcePortRange: '*'
            destinationAddressPrefix: '*'
            destinationPortRange: sitePort
          },
          empty(allowedNetworks) ? { sourceAddressPrefix: 'Internet' } : { sourceAddressPrefixes: allowedNetworks }
        )
      }
      {
        name: 'within'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: gatewayPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: gatewayPrefix
          destinationPortRange: '*'
        }
      }
      {
        name: 'probes'
        properties: {
          priority: 300
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-fedgrains'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'silos'
        properties: {
          addressPrefix: siloPrefix
          networkSecurityGroup: { id: siloRules.id }
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'gateways'
        properties: {
          addressPrefix: gatewayPrefix
          networkSecurityGroup: { id: gatewayRules.id }
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointPrefix
          privateEndpointNetworkPolicies: 'Enabled'
          networkSecurityGroup: { id: siloRules.id }
        }
      }
    ]
  }

  resource silos 'subnets' existing = { name: 'silos' }
  resource gateways 'subnets' existing = { name: 'gateways' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

output networkId string = network.id
output siloSubnetId string = network::silos.id
output gatewaySubnetId string = network::gateways.id
output endpointSubnetId string = network::endpoints.id
