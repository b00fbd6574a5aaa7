// Most of the time a test waits for packets on long links: a few can wait together, each with a namespace and a process of its own.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
