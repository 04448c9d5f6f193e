using FedGrains.Core.Models;

namespace FedGrains.Core.Tests.Models;

public sealed class ModelLayoutTests
{
    private static readonly TensorSpec Weight = new("w", [1, 13]);
    private static readonly TensorSpec Bias = new("b", [1]);
    private static readonly ModelLayout Model = new([Weight, Bias]);

    [Fact]
    public void Faults_SameLayout_None() => Assert.Empty(Model.Faults(new([new("w", [1, 13]), new("b", [1])])));

    [Fact]
    public void Faults_MissingTensor_IsNamed() => Assert.Equal(["Tensor 'b' is missing."], Model.Faults(new([Weight])));

    [Fact]
    public void Faults_UnknownTensor_IsNamed() => Assert.Equal(["Tensor 'c' is not part of the model."], Model.Faults(new([Weight, Bias, new("c", [2])])));

    [Fact]
    public void Faults_TensorTwice_IsNamed() => Assert.Equal(["Tensor 'b' is there 2 times."], Model.Faults(new([Weight, Bias, Bias])));

    [Fact]
    public void Faults_ShapeThatWouldBroadcast_IsRefused() =>
        Assert.Equal(["Tensor 'w' has shape [13]; the model's is [1, 13]."], Model.Faults(new([new("w", [13]), Bias])));

    [Fact]
    public void Faults_TransposedShape_IsRefused() =>
        Assert.Equal(["Tensor 'w' has shape [13, 1]; the model's is [1, 13]."], Model.Faults(new([new("w", [13, 1]), Bias])));

    [Fact]
    public void Faults_OtherOrder_IsRefused() => Assert.Equal(["The tensors are out of order: send w, b."], Model.Faults(new([Bias, Weight])));

    [Fact]
    public void Faults_Several_AreAllListed() => Assert.Equal(
        ["Tensor 'w' has shape [13]; the model's is [1, 13].", "Tensor 'b' is missing.", "Tensor 'c' is not part of the model."],
        Model.Faults(new([new("w", [13]), new("c", [1])])));

    [Theory]
    [InlineData(0, "w", 0)]
    [InlineData(12, "w", 12)]
    [InlineData(13, "b", 0)]
    public void Locate_NamesTensorAndPlace(long index, string tensor, long place) => Assert.Equal((tensor, place), Model.Locate(index));

    [Fact]
    public void Locate_BeyondTheModel_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Model.Locate(14));

    [Fact]
    public void Layouts_AreEqualByContent()
    {
        Assert.Equal(Model, new([new("w", [1, 13]), new("b", [1])]));
        Assert.Equal(Model.GetHashCode(), new ModelLayout([new("w", [1, 13]), new("b", [1])]).GetHashCode());
        Assert.NotEqual(Model, new([new("w", [13, 1]), new("b", [1])]));
    }
}
