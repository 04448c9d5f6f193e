using FedGrains.Storage.Files;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FedGrains.Storage.Grains;

/// <summary>Grain state as files, <c>{root}/{state name}/{grain type}%2f{key}.json</c>: a write that has returned survives a power failure. One process owns the folder.</summary>
public sealed class FileGrainStorage : IGrainStorage
{
    // Calls on one file run one after another; different files rarely share a turn.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly string _root;
    private readonly SpareFiles _spares;
    private readonly IGrainStorageSerializer _serializer;
    private readonly IActivatorProvider _activators;

    public FileGrainStorage(FileGrainStorageOptions options, IActivatorProvider activators)
    {
        _root = Folders.Create(options.RootDirectory);
        // No state has this name: FileNames lets none begin with a dot.
        _spares = new(Path.Combine(_root, ".spares"));
        _serializer = options.GrainStorageSerializer;
        _activators = activators;
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var file = FileOf(stateName, grainId);
        using var turn = await TurnsOf(file).Enter(cancellationToken);

        var (etag, state) = await Task.Run(() => file.Read() is var (etag, bytes) ? (etag, Deserialize<T>(file, bytes)) : (null, New<T>()), CancellationToken.None);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (state, etag, etag is not null);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        // Serialized before the first await, on the grain's own turn: nobody changes the state meanwhile.
        var bytes = _serializer.Serialize(grainState.State).ToMemory();
        var file = FileOf(stateName, grainId);
        using var turn = await TurnsOf(file).Enter(cancellationToken);

        var etag = await Task.Run(() => Write(file, bytes, grainState.ETag), CancellationToken.None);
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var file = FileOf(stateName, grainId);
        using var turn = await TurnsOf(file).Enter(cancellationToken);

        await Task.Run(() => Clear(file, grainState.ETag), CancellationToken.None);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (New<T>(), null, false);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    private static string Write(GrainStateFile file, ReadOnlyMemory<byte> bytes, string? etag)
    {
        ThrowIfInconsistent(file, etag, "written");
        Folders.Create(Path.GetDirectoryName(file.Path)!);
        return file.Write(bytes);
    }

    private static void Clear(GrainStateFile file, string? etag)
    {
        ThrowIfInconsistent(file, etag, "cleared");
        if (etag is { Length: > 0 }) file.Delete();
    }

    private static void ThrowIfInconsistent(GrainStateFile file, string? expected, string verb)
    {
        var stored = file.ETag();

        if ((stored ?? "") != (expected ?? ""))
            throw new InconsistentStateException($"'{file.Path}' was not {verb}: someone else has changed it since it was read.", stored, expected);
    }

    private T Deserialize<T>(GrainStateFile file, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return _serializer.Deserialize<T>(new BinaryData(bytes)) ?? New<T>();
        }
        catch (Exception e)
        {
            throw file.Damaged($"it cannot be read as {typeof(T).Name}", e);
        }
    }

    private T New<T>() => _activators.GetActivator<T>().Create();

    private GrainStateFile FileOf(string stateName, GrainId grainId) =>
        new(Path.Combine(_root, FileNames.For(stateName), FileNames.For(grainId.ToString()) + ".json"), stateName, grainId, _spares);

    private SemaphoreSlim TurnsOf(GrainStateFile file) => _turns[(uint)file.Path.GetHashCode(StringComparison.Ordinal) % _turns.Length];
}
