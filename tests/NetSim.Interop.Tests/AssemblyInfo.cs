// Each test starts processes that keep a processor busy; two at a time would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
