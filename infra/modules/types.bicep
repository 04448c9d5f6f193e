@export()
@description('An identity of a process.')
type identityType = {
  @description('The resource.')
  id: string

  @description('The name it signs in by.')
  clientId: string

  @description('What roles are assigned to.')
  principalId: string
}

@export()
@description('What every process of the coordinator uses.')
type servicesType = {
  @description('The address of the account\'s blobs.')
  blobs: string

  @description('The address of the account\'s tables.')
  tables: string

  @description('The address of the vault.')
  vault: string

  @description('Whether the vault makes keys in hardware.')
  hardwareKeys: bool
}
