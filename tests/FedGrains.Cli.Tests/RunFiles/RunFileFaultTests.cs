using FedGrains.Cli.RunFiles;

namespace FedGrains.Cli.Tests.RunFiles;

public sealed class RunFileFaultTests
{
    private const string Least = """
        dataset: heart
        model: { kind: logistic, features: 13 }
        training: { loss: binaryCrossEntropy, optimizer: { learningRate: 0.01 }, batchSize: 4, localEpochs: 1 }
        rounds: 15
        """;

    [Theory]
    [InlineData("dataset: heart", "dataset: [heart]", "line 1: dataset must be a name, not a list.")]
    [InlineData("dataset: heart", "dataset: Heart Disease", "line 1: dataset: 'Heart Disease' is not a dataset name: use 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or a digit.")]
    [InlineData("dataset: heart", "", "dataset is missing.")]
    [InlineData("rounds: 15", "rounds: 0", "line 4: rounds must be 1 to 100,000, not 0.")]
    [InlineData("rounds: 15", "rounds: many", "line 4: rounds must be a whole number, not 'many'.")]
    [InlineData("rounds: 15", "rounds: 1.5", "line 4: rounds must be a whole number, not '1.5'.")]
    [InlineData("rounds: 15", "rounds: '15'", "line 4: rounds must be a whole number, not the text '15': leave out the quotes.")]
    [InlineData("rounds: 15", "ronds: 15", "line 4: ronds is not a known field. Did you mean 'rounds'? Known: name, dataset, model, training, strategy, weighting, rounds, seed, nodes, mandatoryNodes, minimumNodes, roundDeadline, lease, abandonedRoundLimit, fractionBits, earlyStop, secureAggregation.", "rounds is missing.")]
    [InlineData("features: 13", "features: 0", "line 2: Model input must be [features], [channels, length] or [channels, height, width], every size at least 1.")]
    [InlineData("features: 13", "feature: 13", "line 2: model.feature is not a known field. Did you mean 'features'? Known: kind, features, outputs.", "model.features is missing.")]
    [InlineData("kind: logistic, ", "", "model.kind is missing.")]
    [InlineData("kind: logistic", "kind: logit", "line 2: model.kind: 'logit' is not known. Did you mean 'logistic'? Known: logistic, linear, mlp, cnn, layers.")]
    [InlineData("{ kind: logistic, features: 13 }", "[13]", "line 2: model must hold fields, not a list.")]
    [InlineData("{ kind: logistic, features: 13 }", "{ kind: mlp, features: 13, hidden: [8, x], outputs: 1 }", "line 2: model.hidden must be a list of whole numbers; 'x' is none.")]
    [InlineData("{ kind: logistic, features: 13 }", "{ kind: layers, input: [4], layers: [relux, { linear: {} }, { relu: { a: 1 } }] }", "line 2: model.layers.1: 'relux' is not a known layer. Did you mean 'relu'? Known: linear, convolution, maxPooling, flatten, relu, tanh, sigmoid, dropout, embedding, layerNorm, groupNorm, rmsNorm.", "line 2: model.layers.3: relu has no settings; write relu.", "model.layers.2.linear.units is missing.")]
    [InlineData("{ kind: logistic, features: 13 }", "{ kind: layers, input: [4], layers: [{ linear: { units: 3 } }, batchNorm, { linear: { units: 1 } }] }", "line 2: model.layers.2: there is no batch normalisation: it mixes the records of a batch, so no record's part in a gradient can be bounded, and its running means would leave the site. Use groupNorm, layerNorm or rmsNorm.")]
    [InlineData("batchSize: 4", "privacy: { clippingNorm: 1 }", "line 3: training.privacy: give samplingRate or expectedBatch, one of the two.", "training.privacy.noiseMultiplier is missing.")]
    [InlineData("batchSize: 4", "privacy: { clippingNorm: 0, noiseMultiplier: x, samplingRate: 2, epsilon: 3 }", "line 3: training.privacy.epsilon is not a known field. Known: clippingNorm, noiseMultiplier, samplingRate, expectedBatch, delta.", "line 3: training.privacy.noiseMultiplier must be a number, not 'x'.", "line 3: training.privacy.clippingNorm must be 0.000001 to 1,000,000, not 0.", "line 3: training.privacy.samplingRate must be 0.000001 to 1, not 2.")]
    [InlineData("batchSize: 4", "batchSize: 4, privacy: { clippingNorm: 1, noiseMultiplier: 1, expectedBatch: 4 }", "line 3: training.batchSize: leave it out; with training.privacy, expectedBatch or samplingRate says how many records a step draws.")]
    [InlineData("batchSize: 4", "privacy: high", "line 3: training.privacy must hold fields, not 'high'.")]
    [InlineData("batchSize: 4, ", "", "training.batchSize is missing.")]
    [InlineData("binaryCrossEntropy", "hinge", "line 3: training.loss: 'hinge' is not known. Known: binaryCrossEntropy, crossEntropy, meanSquaredError.")]
    [InlineData("binaryCrossEntropy", "crossEntropy", "line 3: training.loss: crossEntropy takes an output for each class, at least 2, and the model has 1.")]
    [InlineData("learningRate: 0.01", "learningRate: fast", "line 3: training.optimizer.learningRate must be a number, not 'fast'.")]
    [InlineData("learningRate: 0.01", "learningRate: -1", "line 3: training.optimizer.learningRate must be more than 0, not -1.")]
    [InlineData("localEpochs: 1", "localEpochs: 1, localSteps: 1", "line 3: training: give localSteps or localEpochs, one of the two, at least 1.")]
    [InlineData("localEpochs: 1", "localEpochs: x", "line 3: training.localEpochs must be a whole number, not 'x'.")]
    [InlineData("rounds: 15", "rounds: 15\nroundDeadline: 10", "line 5: roundDeadline must be a time such as 30s, 10m, 2h, 7d or hh:mm:ss, not '10'.")]
    [InlineData("rounds: 15", "rounds: 15\nnodes: leeds", "line 5: nodes must be a list, not 'leeds'.")]
    [InlineData("rounds: 15", "rounds: 15\nnodes: [leeds, leeds]", "line 5: nodes names a node twice.")]
    [InlineData("rounds: 15", "rounds: 15\nstrategy: { name: fedavg }", "line 5: strategy.name: 'fedavg' is not known. Did you mean 'fedAvg'? Known: fedAvg, fedProx, fedAvgM, fedAdagrad, fedAdam, fedYogi.")]
    [InlineData("rounds: 15", "rounds: 15\nstrategy: { mu: 1 }", "line 5: strategy.mu: fedAvg has no such setting; leave it out.", "strategy.name is missing.")]
    [InlineData("rounds: 15", "rounds: 15\nstrategy: { name: fedProx, mu: -1 }", "line 5: strategy.mu must be at least 0, not -1.")]
    [InlineData("rounds: 15", "rounds: 15\nearlyStop: { metric: auc, patience: 0 }", "line 5: earlyStop.metric: 'auc' is not among training.metrics.", "line 5: earlyStop.patience must be at least 1, not 0.")]
    [InlineData("rounds: 15", "rounds: 15\nsecureAggregation: no", "line 5: secureAggregation: 'no' is not known. Did you mean 'on'? Known: auto, on, off.")]
    [InlineData("rounds: 15", "rounds: 15\nsecureAggregation: [on]", "line 5: secureAggregation must be a text, not a list.")]
    [InlineData("rounds: 15", "rounds: 15\nsecureAggregation: { clip: 0, batchRounds: 257, keepMaskedRounds: few, rounds: 3 }", "line 5: secureAggregation.rounds is not a known field. Known: clip, weightCap, batchRounds, keepMaskedRounds, unmaskingTime, sitePrivacy.", "line 5: secureAggregation.keepMaskedRounds must be a whole number, not 'few'.", "line 5: secureAggregation.clip must be 0.000001 to 1,000,000, not 0.", "line 5: secureAggregation.batchRounds must be 1 to 256, not 257.")]
    [InlineData("rounds: 15", "rounds: 15\nsecureAggregation: { sitePrivacy: { clippingNorm: 0, noiseMultiplier: 1000, delta: 2, curiousSites: -1, epsilon: 1 } }", "line 5: secureAggregation.sitePrivacy.epsilon is not a known field. Known: clippingNorm, noiseMultiplier, delta, curiousSites, adaptation.", "line 5: secureAggregation.sitePrivacy takes weighting: uniform. A weight would tell how many records a site has, and let one site move the mean by more than another.", "line 5: secureAggregation.sitePrivacy.clippingNorm must be 0.000001 to 1,000,000, not 0.", "line 5: secureAggregation.sitePrivacy.noiseMultiplier must be 0.01 to 100, not 1000.", "line 5: secureAggregation.sitePrivacy.delta must be more than 0 and less than 1, not 2.", "line 5: secureAggregation.sitePrivacy.curiousSites must be at least 0, not -1.")]
    [InlineData("rounds: 15", "rounds: 15\nweighting: uniform\nsecureAggregation: { clip: 2, sitePrivacy: { clippingNorm: 1 } }", "line 6: secureAggregation.clip has no use beside sitePrivacy, whose clippingNorm bounds the whole update; leave it out.", "secureAggregation.sitePrivacy.noiseMultiplier is missing.")]
    [InlineData("rounds: 15", "rounds: 15\nweighting: uniform\nsecureAggregation: { sitePrivacy: { clippingNorm: 1, noiseMultiplier: 1, adaptation: { quantile: 2, learningRate: 0, countNoise: 0.5 } } }", "line 6: secureAggregation.sitePrivacy.adaptation.quantile must be 0 to 1, not 2.", "line 6: secureAggregation.sitePrivacy.adaptation.learningRate must be more than 0 and at most 5, not 0.", "line 6: secureAggregation.sitePrivacy.adaptation.countNoise must be at least 0.51 times the noise multiplier, 0.51, and at most 500, not 0.5: with less, hardly any of the budget would be left for the updates.")]
    public void Parse_Fault_Told(string was, string isNow, params string[] faults) => Assert.Equal(faults, FaultsOf(Least.Replace(was, isNow, StringComparison.Ordinal)));

    [Fact]
    public void Parse_ManyFaults_AllAtOnceInTheFilesOrder()
    {
        const string text = """
            dataset: HEART
            model: { kind: logistic, featurs: 13 }
            training:
              loss: bce
              metrics: [accuracy, f1]
              optimizer: { learningRate: 0 }
              batchSize: four
            strategy: { name: fedSgd }
            lease: 1 minute
            """;

        Assert.Equal(
            [
                "line 1: dataset: 'HEART'", "line 2: model.featurs", "line 3: training: give", "line 4: training.loss", "line 5: training.metrics",
                "line 6: training.optimizer.learningRate", "line 7: training.batchSize", "line 8: strategy.name", "line 9: lease", "rounds is missing.", "model.features is missing.",
            ],
            FaultsOf(text),
            (start, fault) => fault.StartsWith(start, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("a: 1\n---\nb: 2")]
    public void Parse_NoMapping_OneFault(string text) => Assert.Equal(["The file must hold one YAML or JSON document with the run's fields."], FaultsOf(text));

    [Theory]
    [InlineData("dataset: {", "line 2:")]
    [InlineData("rounds: 1\nrounds: 2", "line 2:")]
    public void Parse_BrokenYaml_NamesTheLine(string text, string start) => Assert.StartsWith(start, Assert.Single(FaultsOf(text)));

    [Fact]
    public void Load_NoFile_Told() => Assert.Contains("does not exist", Assert.Throws<RunFileException>(() => RunFile.Load("/nowhere/run.yaml")).Message, StringComparison.Ordinal);

    private static string[] FaultsOf(string text) => [.. Assert.Throws<RunFileException>(() => RunFile.Parse(text)).Faults];
}
