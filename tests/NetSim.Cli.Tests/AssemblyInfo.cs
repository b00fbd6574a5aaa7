// Each test mostly waits for a process to start: two at a time keep two processors busy.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
