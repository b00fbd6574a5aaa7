// Who listens hears every run of the process, so no two tests may run at once.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
