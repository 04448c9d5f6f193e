namespace FedGrains.Storage.Tests.Cluster;

public interface IDiaryGrain : IGrainWithStringKey
{
    Task Write(int number);

    Task<int> Read();

    Task Remind(string name);

    Task<bool> IsReminded(string name);

    Task<bool> ExistedOnActivation();
}
