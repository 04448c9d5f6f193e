using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

internal sealed partial class MaskingGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Secure aggregation: this site goes by roster {Epoch} with digest {Digest}, of {Sites} sites")]
    private partial void LogPinned(ulong epoch, Sha256Digest digest, int sites);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secure aggregation: the coordinator offers roster {Epoch} with digest {Digest}. Look at it with 'fedgrains site roster show', compare the digest with the other sites by another way, and confirm or sign it")]
    private partial void LogOffered(ulong epoch, Sha256Digest digest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secure aggregation: roster {Epoch} with digest {Digest} is trusted as the coordinator handed it over, because the configuration says so (roster.firstUse: trust)")]
    private partial void LogTrusted(ulong epoch, Sha256Digest digest);

    [LoggerMessage(Level = LogLevel.Information, Message = "Secure aggregation: this site signs roster {Epoch} with digest {Digest}")]
    private partial void LogSigned(ulong epoch, Sha256Digest digest);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Secure aggregation: {Progress}")]
    private partial void LogStep(SiteProgress progress);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secure aggregation: refused ({Kind}). {Sentence}")]
    private partial void LogRefused(RefusalKind kind, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secure aggregation: the journal went back. {Sentence} Keep the folder 'grains/masking' out of backups that are restored by themselves")]
    private partial void LogRolledBack(string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secure aggregation: not all was taken in ({Kind}). {Sentence}")]
    private partial void LogNote(RefusalKind kind, string sentence);
}
