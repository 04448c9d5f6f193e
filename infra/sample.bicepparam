using 'main.bicep'

param environmentName = 'cardio'
param location = 'westeurope'
param siloCount = 3
param allowedNetworks = ['192.0.2.0/24', '198.51.100.0/24']
param publicHost = 'federation.example.org'
param coordinatorImage = 'example.azurecr.io/fedgrains-coordinator:1'
