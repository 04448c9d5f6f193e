using System.Globalization;

namespace FedGrains.Azure.Tests.Clustering;

/// <summary>The guarantees that Orleans 10.4 lists for a membership table, G01 to G27, each by its number and name.</summary>
public sealed class AzureTableMembershipTests(StorageAccount account) : MembershipTables(account)
{
    [Fact]
    public async Task G01_InsertRow_CurrentTableVersion_CommitsExactlyOneVersion()
    {
        await Insert(A, Entry(1));
        await Insert(B, Entry(2));

        await SameView();
    }

    [Fact]
    public async Task G02_UpdateRow_CurrentTokens_CommitsExactlyOneVersion()
    {
        await Insert(A, Entry(1));
        await Insert(A, Entry(2));

        var updated = Entry(1, SiloStatus.Active);
        updated.SuspectTimes = [Tuple.Create(Entry(2).SiloAddress, T1)];
        await Update(B, updated);
        updated.SuspectTimes = [Tuple.Create(Entry(2).SiloAddress, T2)];
        await Update(A, updated);
        updated.Status = SiloStatus.ShuttingDown;
        updated.SuspectTimes = null;
        await Update(B, updated);

        await SameView();
    }

    [Fact]
    public async Task G03_Reads_SameVersion_PreservesRetainedCanonicalFields()
    {
        await Insert(A, Entry(1));
        await Insert(A, Entry(2, SiloStatus.Dead));
        var before = await A.ReadAllAsync();

        await B.UpdateIAmAliveAsync(Heartbeat(1, T2));
        Assert.Equal(MembershipObservation.Of(before), await Read(A));

        await B.CleanupDefunctSiloEntriesAsync(new(T1));
        var after = await A.ReadAllAsync();

        Assert.Equal((before.Version.Version, before.Version.VersionEtag), (after.Version.Version, after.Version.VersionEtag));
        Assert.Equal(MembershipObservation.Text(Entry(1)), MembershipObservation.Text(Assert.Single(after.Members).Item1));
    }

    [Fact]
    public async Task G04_Reads_MaySkipCommittedVersions_WithoutSkippingHistoryValidation()
    {
        await Insert(A, Entry(1));
        await Insert(A, Entry(2));
        var first = await Read(A);

        await Update(B, Entry(1, SiloStatus.Active));
        await Update(B, Entry(2, SiloStatus.Active));

        var last = await Read(A);
        Assert.Equal(first.Version + 2, last.Version);
        Assert.Equal(last, await Read(B));
    }

    [Fact]
    public async Task G05_Lifecycle_DeadRemainsTerminalAfterCompaction_SuccessorUsesNewGeneration()
    {
        await Insert(A, Entry(1));
        foreach (var status in new[] { SiloStatus.Joining, SiloStatus.Active, SiloStatus.ShuttingDown, SiloStatus.Stopping, SiloStatus.Dead }) await Update(B, Entry(1, status));

        await A.CleanupDefunctSiloEntriesAsync(new(T1));
        Assert.Empty((await B.ReadAllAsync()).Members);

        var successor = Entry(1, generation: 2);
        await Insert(B, successor);
        Assert.Equal(successor.SiloAddress, Assert.Single((await A.ReadAllAsync()).Members).Item1.SiloAddress);
    }

    [Fact]
    public async Task G06_UpdateIAmAlive_OwnerWrites_PreserveCanonicalFieldsAndTableVersion()
    {
        await Insert(A, Entry(1, SiloStatus.Active));
        var before = await Read(A);

        foreach (var time in new[] { T1, T2, T2 })
        {
            await A.UpdateIAmAliveAsync(Heartbeat(1, time));

            Assert.Equal(before, await Read(B));
            Assert.Equal(time, (await Row(B, 1)).Item1.IAmAliveTime);
        }
    }

    [Fact]
    public async Task G07_UpdateRow_TokensCapturedBeforeHeartbeat_CommitStatusChange()
    {
        await Insert(A, Entry(1));
        var captured = await A.ReadRowAsync(Entry(1).SiloAddress);
        await B.UpdateIAmAliveAsync(Heartbeat(1, T2));

        Assert.True(await A.UpdateRowAsync(Entry(1, SiloStatus.Active), captured.Members[0].Item2, captured.Version.Next()));

        Assert.Equal((captured.Version.Version + 1, SiloStatus.Active), ((await Read(B)).Version, (await Row(B, 1)).Item1.Status));
    }

    [Fact]
    public async Task G08_UpdateRow_TokensCapturedBeforeHeartbeat_CommitVoteChange()
    {
        await Insert(A, Entry(1, SiloStatus.Active));
        var captured = await A.ReadRowAsync(Entry(1).SiloAddress);
        await B.UpdateIAmAliveAsync(Heartbeat(1, T2));

        var voted = Entry(1, SiloStatus.Active);
        voted.SuspectTimes = [Tuple.Create(Entry(2).SiloAddress, T1)];
        Assert.True(await A.UpdateRowAsync(voted, captured.Members[0].Item2, captured.Version.Next()));

        Assert.Equal(MembershipObservation.Text(voted), MembershipObservation.Text((await Row(B, 1)).Item1));
    }

    [Fact]
    public async Task G09_Handles_IndependentlyConstructed_ShareCommittedBackingState()
    {
        await Insert(A, Entry(1));
        Assert.Equal(await Read(A), await Read(B));
        await Insert(B, Entry(2));
        Assert.Equal(await Read(B), await Read(A));
    }

    [Fact]
    public async Task G10_InsertRow_StaleTableToken_ReturnsFalseWithoutSideEffects()
    {
        await Insert(A, Entry(1));
        var stale = (await A.ReadAllAsync()).Version.Next();
        await Insert(B, Entry(2));

        await Refuses(() => A.InsertRowAsync(Entry(3), stale));
    }

    [Fact]
    public async Task G11_UpdateRow_StaleTableTokenWithCurrentRowToken_ReturnsFalseWithoutSideEffects()
    {
        await Insert(A, Entry(1));
        await Insert(A, Entry(2));
        var stale = (await A.ReadAllAsync()).Version.Next();
        await Update(B, Entry(2, SiloStatus.Active));

        var current = (await Row(A, 1)).Item2;
        await Refuses(() => A.UpdateRowAsync(Entry(1, SiloStatus.Active), current, stale));
    }

    [Fact]
    public async Task G12_UpdateRow_StaleSnapshotAfterSameRowCommit_ReturnsFalseWithoutSideEffects()
    {
        await Insert(A, Entry(1));
        var stale = await A.ReadRowAsync(Entry(1).SiloAddress);
        await Update(B, Entry(1, SiloStatus.Joining));

        await Refuses(() => A.UpdateRowAsync(Entry(1, SiloStatus.Active), stale.Members[0].Item2, stale.Version.Next()));
    }

    [Fact]
    public async Task G13_InsertRow_DuplicateIdentity_ReturnsFalseWithoutSideEffects()
    {
        await Insert(A, Entry(1));
        var current = (await B.ReadAllAsync()).Version.Next();

        await Refuses(() => A.InsertRowAsync(Entry(1, SiloStatus.Active), current));
    }

    [Fact]
    public async Task G14_UpdateRow_MissingIdentityWithRealToken_ReturnsFalseWithoutSideEffects()
    {
        await Insert(A, Entry(1));
        var current = await B.ReadAllAsync();
        await Refuses(() => A.UpdateRowAsync(Entry(3), current.Members[0].Item2, current.Version.Next()));

        await Insert(A, Entry(4, SiloStatus.Dead));
        var dead = await A.ReadRowAsync(Entry(4).SiloAddress);
        await B.CleanupDefunctSiloEntriesAsync(new(T1));

        await Refuses(() => A.UpdateRowAsync(Entry(4, SiloStatus.Dead), dead.Members[0].Item2, dead.Version.Next()));
        var fresh = (await A.ReadAllAsync()).Version.Next();
        await Refuses(() => A.UpdateRowAsync(Entry(4, SiloStatus.Dead), dead.Members[0].Item2, fresh));
    }

    [Fact]
    public async Task G15_ReadRow_AndReadAll_AgreeForPresentAndAbsentIdentities()
    {
        foreach (var entry in new[] { Entry(1), Entry(2), Entry(1, generation: 2) }) await Insert(A, entry);
        var all = await A.ReadAllAsync();
        Assert.Equal(3, all.Members.Count);

        foreach (var address in new[] { Entry(1).SiloAddress, Entry(2).SiloAddress, Entry(1, generation: 2).SiloAddress, Entry(9).SiloAddress })
        {
            var one = await B.ReadRowAsync(address);

            Assert.Equal((all.Version.Version, all.Version.VersionEtag), (one.Version.Version, one.Version.VersionEtag));
            Assert.Equal(all.Members.Where(m => m.Item1.SiloAddress.Equals(address)).Select(m => MembershipObservation.Text(m.Item1)), one.Members.Select(m => MembershipObservation.Text(m.Item1)));
        }
    }

    [Fact]
    public async Task G16_Reads_RetainedObjectsRemainUnchangedAfterLaterWrites()
    {
        await Insert(A, Suspected());
        var retained = await A.ReadAllAsync();
        var before = MembershipObservation.Everything(retained);

        await B.UpdateIAmAliveAsync(Heartbeat(1, T2));
        await Update(A, Entry(1, SiloStatus.Dead));

        Assert.Equal(before, MembershipObservation.Everything(retained));
    }

    [Fact]
    public async Task G17_InsertRow_MutatingInputAndSuspectList_DoesNotMutateStoredState()
    {
        var entry = Suspected();
        await Insert(A, entry);
        var before = await Read(B);

        Spoil(entry);

        Assert.Equal(before, await Read(A));
    }

    [Fact]
    public async Task G18_UpdateRow_MutatingInputAndSuspectList_DoesNotMutateStoredState()
    {
        await Insert(A, Entry(1));
        var entry = Suspected();
        await Update(A, entry);
        var before = await Read(B);

        Spoil(entry);

        Assert.Equal(before, await Read(A));
    }

    [Fact]
    public async Task G19_Reads_MutatingReturnedEntryAndSuspectList_DoesNotMutateStoredState()
    {
        await Insert(A, Suspected());
        var before = await Read(A);

        Spoil((await A.ReadAllAsync()).Members[0].Item1);
        Spoil((await A.ReadRowAsync(Entry(1).SiloAddress)).Members[0].Item1);

        Assert.Equal(before, await Read(A));
    }

    [Fact]
    public async Task G20_ConcurrentCrossRowUpdates_SharedTableVersion_HaveExactlyOneWinner()
    {
        for (var n = 1; n <= 8; n++) await Insert(A, Entry(n));
        var captured = await A.ReadAllAsync();

        var won = await Task.WhenAll(captured.Members.Select((m, i) => Task.Run(() => (i % 2 == 0 ? A : B).UpdateRowAsync(With(m.Item1, SiloStatus.Active), m.Item2, captured.Version.Next()))));

        Assert.Equal(1, won.Count(w => w));
        var after = await A.ReadAllAsync();
        Assert.Equal((captured.Version.Version + 1, 1), (after.Version.Version, after.Members.Count(m => m.Item1.Status == SiloStatus.Active)));
    }

    [Fact]
    public Task G21_ConcurrentReadAll_ReturnsOnlyAtomicCommittedViews() => Racing(async table =>
    {
        var view = await table.ReadAllAsync();

        // Every commit makes one more silo active.
        return (view.Version.Version, view.Members.Count(m => m.Item1.Status == SiloStatus.Active));
    });

    [Fact]
    public async Task G22_ConcurrentReadRow_ReturnsOnlyAtomicCommittedViews()
    {
        // The row's own proxy port tells which version wrote it.
        await Insert(A, Entry(1));
        var first = (await Read(A)).Version;
        using var stop = new CancellationTokenSource();
        var reads = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var view = await B.ReadRowAsync(Entry(1).SiloAddress);
                Assert.Equal(view.Version.Version - first, view.Members[0].Item1.ProxyPort - 30000);
            }
        })).ToArray();

        for (var n = 1; n <= ConcurrentRows; n++)
        {
            var entry = Entry(1);
            entry.ProxyPort = 30000 + n;
            await Update(A, entry);
        }

        await stop.CancelAsync();
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task G23_InitializeMembershipTable_RepeatedWithData_PreservesCommittedState()
    {
        await Insert(A, Entry(1));
        var before = await Read(A);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Open(ClusterId).InitializeMembershipTableAsync(true, default)));
        await A.InitializeMembershipTableAsync(false);

        Assert.Equal(before, await Read(B));
    }

    [Fact]
    public async Task G24_Clusters_SharedBackendWithOverlappingSiloAddresses_AreIsolated()
    {
        await Insert(A, Entry(1));
        await Insert(Other, Entry(1, SiloStatus.Active));
        var (ours, theirs) = (await Read(A), await Read(Other));
        Assert.NotEqual(ours.Rows, theirs.Rows);

        await Update(Other, Entry(1, SiloStatus.Dead));
        Assert.Equal(ours, await Read(A));
        await Other.CleanupDefunctSiloEntriesAsync(new(T2));
        Assert.Equal(ours, await Read(A));
    }

    [Fact]
    public async Task G25_CleanupDefunctSiloEntries_RemovesOnlyStrictlyOldDeadRows()
    {
        foreach (var status in Enum.GetValues<SiloStatus>().Where(s => s is not SiloStatus.None and not SiloStatus.Dead)) await Insert(A, Entry((int)status, status));
        var old = Entry(20, SiloStatus.Dead);
        var exactly = Entry(21, SiloStatus.Dead);
        exactly.IAmAliveTime = T1;
        var suspectedLater = Entry(22, SiloStatus.Dead);
        suspectedLater.SuspectTimes = [Tuple.Create(Entry(1).SiloAddress, T2)];
        foreach (var entry in new[] { old, exactly, suspectedLater }) await Insert(A, entry);
        var before = await A.ReadAllAsync();

        await B.CleanupDefunctSiloEntriesAsync(new(T1));
        await B.CleanupDefunctSiloEntriesAsync(new(T1));
        var after = await A.ReadAllAsync();
        Assert.Equal(before.Members.Select(m => m.Item1.SiloAddress).Where(s => !s.Equals(old.SiloAddress)).ToHashSet(), after.Members.Select(m => m.Item1.SiloAddress).ToHashSet());

        await B.CleanupDefunctSiloEntriesAsync(new(T1.AddTicks(1)));
        Assert.DoesNotContain((await A.ReadAllAsync()).Members, m => m.Item1.SiloAddress.Equals(exactly.SiloAddress));
    }

    [Fact]
    public async Task G26_DeleteMembershipTableEntries_DeletesOwnClusterAndPreservesOtherCluster()
    {
        await Insert(A, Entry(1));
        await Insert(Other, Entry(1));
        var theirs = await Read(Other);

        await A.DeleteMembershipTableEntriesAsync(ClusterId);

        Assert.Equal(0, await Rows(ClusterId));
        Assert.Equal(theirs, await Read(Other));
    }

    [Fact]
    public async Task G27_DeleteMembershipTableEntries_DifferentClusterId_NeverDeletesConfiguredCluster()
    {
        await Insert(A, Entry(1));
        await Insert(Other, Entry(1));
        var ours = await Read(A);

        await A.DeleteMembershipTableEntriesAsync("nobody");
        Assert.Equal(ours, await Read(A));
        await A.DeleteMembershipTableEntriesAsync(ClusterId + "x");
        Assert.Equal(ours, await Read(A));
    }

    private async Task Racing(Func<IMembershipTable, Task<(int Version, int Count)>> observe)
    {
        for (var n = 1; n <= ConcurrentRows; n++) await Insert(A, Entry(n));
        var first = (await Read(A)).Version;
        using var stop = new CancellationTokenSource();
        var reads = new[] { A, B, B }.Select(table => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var (version, count) = await observe(table);
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{version - first}"), string.Create(CultureInfo.InvariantCulture, $"{count}"));
            }
        })).ToArray();

        for (var n = 1; n <= ConcurrentRows; n++) await Update(A, Entry(n, SiloStatus.Active));

        await stop.CancelAsync();
        await Task.WhenAll(reads);
    }
}
