// Every test here starts processes of its own; two at once would only wait for each other's processor.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
