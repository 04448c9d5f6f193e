namespace FedGrains.Transparency.Trees;

/// <summary>The hashes of a tree's complete subtrees.</summary>
public interface ITreeHashes
{
    /// <summary>The root over the leaves from <c>index · 2^level</c> to before <c>(index + 1) · 2^level</c>.</summary>
    ValueTask<TreeHash> Subtree(int level, long index);
}
