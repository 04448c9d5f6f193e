using System.Text.Json;

using FedGrains.Core.Models;

namespace FedGrains.Core.Tests.Models;

public sealed class ModelDefinitionTests
{
    [Fact]
    public void Layout_Regression_IsOneWeightAndOneBias()
    {
        var layout = ModelDefinition.Regression(13).Layout();

        Assert.Equal(["layers.0.weight [1, 13]", "layers.0.bias [1]"], Texts(layout));
        Assert.Equal(14, layout.ParameterCount);
    }

    // McMahan et al. 2017, section 3: the "2NN" has 199,210 parameters.
    [Fact]
    public void Layout_TwoHiddenLayersOf200_HasThePublishedParameterCount()
    {
        var model = ModelDefinition.Perceptron(784, [200, 200], 10);

        Assert.Equal(199_210, model.Layout().ParameterCount);
        Assert.Equal(10, model.Outputs());
        Assert.Equal(
            ["layers.0.weight [200, 784]", "layers.0.bias [200]", "layers.2.weight [200, 200]", "layers.2.bias [200]", "layers.4.weight [10, 200]", "layers.4.bias [10]"],
            Texts(model.Layout()));
    }

    // The same paper's CNN: 5x5x32, pooling, 5x5x64, pooling, 512, 10; 1,663,370 parameters with padding that keeps the size.
    [Fact]
    public void Layout_McMahansNetwork_HasThePublishedParameterCount()
    {
        var model = new ModelDefinition([1, 28, 28],
        [
            new Layer.Convolution(32, 5, Padding: 2), new Layer.Relu(), new Layer.MaxPooling(2),
            new Layer.Convolution(64, 5, Padding: 2), new Layer.Relu(), new Layer.MaxPooling(2),
            new Layer.Flatten(), new Layer.Linear(512), new Layer.Relu(), new Layer.Linear(10),
        ]);

        Assert.Equal(1_663_370, model.Layout().ParameterCount);
    }

    // 28 → 28 (padding 1) → 14 → 14 → 7; 16 · 7 · 7 = 784.
    [Fact]
    public void Shapes_ConvolutionalNetwork_HandWorked()
    {
        var model = ModelDefinition.ConvolutionalNetwork([1, 28, 28], [8, 16], [32], 10);

        Assert.Equal(
            ["layers.0.weight [8, 1, 3, 3]", "layers.0.bias [8]", "layers.3.weight [16, 8, 3, 3]", "layers.3.bias [16]",
             "layers.7.weight [32, 784]", "layers.7.bias [32]", "layers.9.weight [10, 32]", "layers.9.bias [10]"],
            Texts(model.Layout()));
        Assert.Equal(
            ["1,28,28", "8,28,28", "8,28,28", "8,14,14", "16,14,14", "16,14,14", "16,7,7", "784", "32", "32"],
            model.Shapes().LayerInputs.Select(s => string.Join(',', s)));
    }

    // Floor((in + 2 padding - kernel) / stride) + 1, and pooling that leaves a rest out.
    [Fact]
    public void Shapes_StridesAndOddSizes_RoundDown()
    {
        var shapes = new ModelDefinition([3, 11, 8], [new Layer.Convolution(4, 3, Stride: 2, Padding: 1), new Layer.MaxPooling(2), new Layer.Flatten(), new Layer.Linear(2)]).Shapes();

        Assert.Equal(["3,11,8", "4,6,4", "4,3,2", "24"], shapes.LayerInputs.Select(s => string.Join(',', s)));
    }

    [Fact]
    public void Shapes_Signals_HandWorked()
    {
        var model = new ModelDefinition(
            [2, 11], [new Layer.Convolution(4, 3, Stride: 2, Padding: 1), new Layer.GroupNorm(2), new Layer.MaxPooling(2), new Layer.Flatten(), new Layer.LayerNorm(), new Layer.Linear(2), new Layer.RmsNorm()]);

        Assert.Equal(["2,11", "4,6", "4,6", "4,3", "12", "12", "2"], model.Shapes().LayerInputs.Select(s => string.Join(',', s)));
        Assert.Equal(
            ["layers.0.weight [4, 2, 3]", "layers.0.bias [4]", "layers.1.weight [4]", "layers.1.bias [4]", "layers.4.weight [12]", "layers.4.bias [12]",
             "layers.5.weight [2, 12]", "layers.5.bias [2]", "layers.6.weight [2]"],
            Texts(model.Layout()));
    }

    [Fact]
    public void Shapes_Codes_HandWorked()
    {
        var model = new ModelDefinition([5], [new Layer.Embedding(100, 8), new Layer.LayerNorm(), new Layer.Flatten(), new Layer.Linear(1)]);

        Assert.Equal(["5", "5,8", "5,8", "40"], model.Shapes().LayerInputs.Select(s => string.Join(',', s)));
        Assert.Equal(["layers.0.weight [100, 8]", "layers.1.weight [8]", "layers.1.bias [8]", "layers.3.weight [1, 40]", "layers.3.bias [1]"], Texts(model.Layout()));
    }

    public static TheoryData<ModelDefinition, string> Wrong => new()
    {
        { new([], [new Layer.Linear(1)]), "Model input must be [features], [channels, length] or [channels, height, width], every size at least 1." },
        { new([2, 2, 2, 2], [new Layer.Linear(1)]), "Model input must be [features], [channels, length] or [channels, height, width], every size at least 1." },
        { new([0], [new Layer.Linear(1)]), "Model input must be [features], [channels, length] or [channels, height, width], every size at least 1." },
        { new([3], []), "The model has no layers." },
        { new([3], [new Layer.Linear(0)]), "Model layer 1: a linear layer needs at least 1 unit." },
        { new([1, 4, 4], [new Layer.Linear(2)]), "Model layer 1: a linear layer takes a vector: put a flatten layer before it." },
        { new([3], [new Layer.Relu(), new Layer.Convolution(2, 3)]), "Model layer 2: a convolution takes [channels, length] or [channels, height, width]." },
        { new([1, 4, 4], [new Layer.Convolution(2, 3, Stride: 0)]), "Model layer 1: a convolution needs channels, kernel and stride of at least 1 and padding of at least 0." },
        { new([1, 2, 9], [new Layer.Convolution(2, 3)]), "Model layer 1: a kernel of 3 does not fit 2 x 9 with padding 0." },
        { new([3], [new Layer.MaxPooling(2)]), "Model layer 1: max pooling takes [channels, length] or [channels, height, width]." },
        { new([1, 4, 3], [new Layer.MaxPooling(4)]), "Model layer 1: a pooling window of 4 does not fit 4 x 3." },
        { new([2, 4], [new Layer.Convolution(2, 5)]), "Model layer 1: a kernel of 5 does not fit 4 with padding 0." },
        { new([2, 4], [new Layer.Linear(2)]), "Model layer 1: a linear layer takes a vector: put a flatten layer before it." },
        { new([3], [new Layer.Embedding(0, 2), new Layer.Flatten()]), "Model layer 1: an embedding needs entries and width of at least 1." },
        { new([3], [new Layer.Embedding(2, 0), new Layer.Flatten()]), "Model layer 1: an embedding needs entries and width of at least 1." },
        { new([3], [new Layer.Linear(3), new Layer.Embedding(2, 2)]), "Model layer 2: an embedding is the first layer and takes a vector of codes." },
        { new([2, 3], [new Layer.Embedding(2, 2)]), "Model layer 1: an embedding is the first layer and takes a vector of codes." },
        { new([1, 4, 4], [new Layer.LayerNorm()]), "Model layer 1: layer and RMS normalisation take a vector or [length, width]: use groupNorm." },
        { new([1, 4, 4], [new Layer.RmsNorm()]), "Model layer 1: layer and RMS normalisation take a vector or [length, width]: use groupNorm." },
        { new([4], [new Layer.GroupNorm(2)]), "Model layer 1: group normalisation takes [channels, length] or [channels, height, width]: use layerNorm." },
        { new([6, 4, 4], [new Layer.GroupNorm(4)]), "Model layer 1: 6 channels cannot be put into 4 groups of one size." },
        { new([6, 4], [new Layer.GroupNorm(0)]), "Model layer 1: 6 channels cannot be put into 0 groups of one size." },
        { new([3], [new Layer.Dropout(1), new Layer.Linear(1)]), "Model layer 1: a dropout probability is at least 0 and less than 1." },
        { new([3], [new Layer.Dropout(double.NaN), new Layer.Linear(1)]), "Model layer 1: a dropout probability is at least 0 and less than 1." },
        { new([3], [new Layer.Relu()]), "The model has no parameters to train." },
        { new([1, 4, 4], [new Layer.Convolution(2, 3)]), "The model's last layer must put out a vector: add a flatten and a linear layer." },
        { new([2_000_000_000], [new Layer.Linear(3)]), "The model has more than 4000000000 parameters." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Faults_OneFault_IsNamed(ModelDefinition model, string fault)
    {
        Assert.Equal([fault], model.Faults());
        Assert.Equal(fault, Assert.Throws<FormatException>(() => model.Layout()).Message);
        Assert.Throws<FormatException>(() => model.Outputs());
    }

    [Fact]
    public void Faults_SeveralOfTheWholeModel_AreAllListed() => Assert.Equal(
        ["The model's last layer must put out a vector: add a flatten and a linear layer.", "The model has no parameters to train."],
        new ModelDefinition([1, 4, 4], [new Layer.MaxPooling(2)]).Faults());

    [Fact]
    public void Json_RoundTrips()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var model = ModelDefinition.ConvolutionalNetwork([1, 28, 28], [8], [32], 10);

        Assert.Equal(model, JsonSerializer.Deserialize<ModelDefinition>(JsonSerializer.Serialize(model, json), json));
    }

    private static IEnumerable<string> Texts(ModelLayout layout) => layout.Tensors.Select(t => $"{t.Name} {t.ShapeText}");
}
