namespace FedGrains.Coordinator;

/// <summary>The authority in a file has run out. An <see cref="IOException"/>, as is everything that the data folder keeps a coordinator from starting with.</summary>
internal sealed class AuthorityExpiredException(string path, DateTimeOffset expired)
    : IOException($"The certificate authority '{path}' ran out on {expired:u}; no site accepts a certificate of it any more. Give every site a new one: 'Changing the certificate authority' in docs/operations.md says how.");
